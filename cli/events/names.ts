/** The names that completion offers. A test compares them with `GET /v1/events`. */
export const EVENT_NAMES = [
  'ad-configuration-deleted',
  'channel-deleted',
  'channel-resumed',
  'channel-suspended',
  'channel-updated',
  'job-cancelled',
  'job-failed',
  'job-succeeded',
  'playback-restriction-policy-deleted',
  'recording-configuration-created',
  'recording-configuration-deleted',
  'stream-key-rotated',
  'viewers-revoked',
];
