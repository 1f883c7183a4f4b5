/**
 * The steps that give back a stream key which the job has revoked, record the new one and announce
 * it, and then lead to the step `end`.
 */
export const returningKey = <End extends string>(end: End) =>
  ({
    returningStreamKey: {
      does: 'returnStreamKey',
      then: { returned: 'recordingReturned', nothingTaken: end, suspended: end, notFound: end },
    },
    recordingReturned: { does: 'recordStreamKey', then: { recorded: 'announcingReturned' } },
    announcingReturned: { does: 'announceStreamKeyRotated', then: { announced: end } },
  }) as const;
