/**
 * The steps that suspend the channel of work which can be taken back, wait until it is dark, and
 * then lead to the step `end`. If the channel does not get dark, they lead to an end of the job.
 */
export const darkening = <End extends string>(end: End) =>
  ({
    darkening: {
      does: 'beginDarkening',
      then: {
        begun: 'readingDark',
        held: 'awaitingDarkening',
        locked: 'locked',
        notManaged: 'missing',
        takenBack: 'takenBack',
        gone: 'missing',
      },
    },
    awaitingDarkening: {
      waits: 'timePassed',
      then: 'darkening',
      ifNotYet: { afterSeconds: 30, atMostSeconds: 180, then: 'darkening' },
    },
    readingDark: {
      does: 'readWhetherDark',
      then: { notYet: 'awaitingDark', dark: end, failed: 'incomplete' },
    },
    awaitingDark: {
      waits: 'childrenEnded',
      then: 'readingDark',
      ifNotYet: { afterSeconds: 3_600, then: 'readingDark' },
    },
  }) as const;
