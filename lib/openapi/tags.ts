/**
 * The topics of the API, in the order of the reference page. An operation belongs to the last topic
 * in its path.
 */
export const RESOURCE_TYPES: Readonly<Record<string, string>> = {
  channels: 'Channels, live or idle: create, update, suspend and delete them.',
  suspensions: 'The channels that are kept dark.',
  'stream-keys': 'The keys that encoders go live with, one per channel.',
  streams: 'The live streams.',
  'stream-sessions': 'The live and past streams of the last 60 days, with their ingest and events.',
  metadata: 'Data that players receive in sync with the video.',
  'ad-breaks': 'Ad breaks in the live stream.',
  'viewer-session-revocations': 'The removal of viewers from private channels.',
  'viewer-bans': 'The viewers who are kept out of a private channel.',
  'playback-tokens': 'The tokens that let viewers into private channels.',
  'playback-key-pairs': 'The public keys that playback tokens are checked with.',
  'playback-restriction-policies': 'The countries and origins in which public channels play.',
  'recording-configurations': 'The destinations that streams are recorded to.',
  recordings: 'The recordings of channels, as the events of IVS told them.',
  'ad-configurations': 'The sources of ads.',
  tags: 'The tags of all resources that IVS can tag.',
  jobs: 'Work that takes time: watch, cancel and redrive it.',
  operations: 'The same work on many channels: plan it, apply it and steer it.',
  'dead-letters': 'Events that were given up: read, redrive and drop them.',
  quotas: 'The quotas of IVS, and how much of them jobs use.',
  events: 'The journal of what happened, and the events that this deployment sends to its bus.',
  policies: 'The rules for the channels of a selection.',
  reactions: 'The work that an event starts, as data.',
  audit: 'Every change, with its caller and reason.',
  reference: 'The description of the API itself.',
};

/** Path segments that belong to another resource type, or to none. */
const AS: Readonly<Record<string, string>> = {
  stream: 'streams',
  'stream-key-rotations': 'stream-keys',
  srt: 'stream-keys',
  'stream-key-links': 'stream-keys',
  'session-history': 'stream-sessions',
  'account-events': 'events',
  health: 'reference',
  ready: 'reference',
  limits: 'quotas',
  'openapi.json': 'reference',
  'asyncapi.json': 'reference',
  docs: 'reference',
};

/**
 * Returns the resource type that a route is listed under.
 * @throws Error for a path without one
 */
export function resourceTypeOf(path: string): string {
  const resourceType = path
    .split('/')
    .map((segment) => AS[segment] ?? segment)
    .findLast((segment) => segment in RESOURCE_TYPES);
  if (resourceType === undefined) throw new Error(`There is no resource type in ${path}.`);
  return resourceType;
}
