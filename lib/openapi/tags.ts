/**
 * The topics of the API, in the order of the reference page. An operation belongs to the last one
 * in its path.
 */
export const RESOURCE_TYPES: Readonly<Record<string, string>> = {
  channels: 'Made, changed, suspended and deleted, live or not.',
  'stream-keys': 'What lets an encoder onto a channel: one a channel.',
  streams: 'The live streams.',
  'stream-sessions': 'The streams of the last 60 days, live or past, with their ingest and events.',
  metadata: 'What players get with the picture.',
  'ad-breaks': 'Interruptions of the live stream.',
  'viewer-session-revocations': 'Viewers of private channels, thrown out.',
  'playback-key-pairs': 'The public halves of the keys that playback tokens are signed with.',
  'playback-restriction-policies': 'Where, and from which pages, public channels play.',
  'recording-configurations': 'The destinations that streams are recorded to.',
  'ad-configurations': 'Where ads come from.',
  tags: 'Of everything that IVS can tag.',
  jobs: 'Everything that takes time: watched, cancelled, started again.',
  events: 'What this program says on its bus.',
  reference: 'What the API says of itself.',
};

/** Segments that stand for another resource type, or for none. */
const AS: Readonly<Record<string, string>> = {
  stream: 'streams',
  'stream-key-rotations': 'stream-keys',
  health: 'reference',
  'openapi.json': 'reference',
  docs: 'reference',
};

/** The resource type that a route is listed under. @throws Error for a path without one */
export function resourceTypeOf(path: string): string {
  const resourceType = path
    .split('/')
    .map((segment) => AS[segment] ?? segment)
    .findLast((segment) => segment in RESOURCE_TYPES);
  if (resourceType === undefined) throw new Error(`There is no resource type in ${path}.`);
  return resourceType;
}
