/** The workflows that an operation may run, the harmless ones first. */
export const WORKFLOWS = [
  'rotateStreamKeyWhenIdle',
  'rotateStreamKeyNow',
  'createStreamKey',
  'updateChannel',
  'updateChannelWhenIdle',
  'updateChannelNow',
  'updateChannelBlocked',
  'stopStreamOnce',
  'stopStream',
  'suspendChannel',
  'resumeChannel',
  'deleteChannel',
] as const;

/** The states by which an operation selects channels. */
export const STATES = ['live', 'idle', 'suspended', 'keyless', 'overdue', 'unhealthy'] as const;
