import { TAGGED_KINDS } from '../api/tags.ts';
import { isRecord } from '../guards.ts';
import { HOLDS_MAX } from '../http/longPolling.ts';
import { GRACE_SECONDS_MAX, REASON_LENGTH_MAX, WAIT_SECONDS_MAX } from '../http/preferences.ts';
import { canBeginLater, type Route } from '../http/route.ts';
import { ID_PATTERN, JOB_ID_PATTERN, VIEWER_ID_PATTERN } from '../http/validation.ts';
import { KEEP_SECONDS } from '../records/keys.ts';
import type { Components, Json } from './components.ts';

/** A route with its description. */
export type Row = Route & { readonly described: NonNullable<Route['described']> };

const parameter = (
  place: 'path' | 'query' | 'header',
  name: string,
  description: unknown,
  schema: Json,
  required = false,
): Json => ({
  name,
  in: place,
  description,
  ...(required && { required }),
  schema,
});

const PREFER = parameter(
  'header',
  'Prefer',
  '`wait=N`: hold the answer until the job has ended, for N seconds at most; ' +
    `${WAIT_SECONDS_MAX} is the limit. If absent, a mutation runs its job for up ` +
    'to two seconds before it answers 202, and `getJob` answers at once. The deployment ' +
    `holds ${HOLDS_MAX} answers at a time; beyond that, an answer comes ` +
    'without waiting and without `Preference-Applied`.',
  { type: 'string', pattern: '^wait=\\d{1,9}$' },
);
const KEY_TOLD =
  `A unique key that you choose, such as a UUID. For ${KEEP_SECONDS.idempotencyKey / 3_600} ` +
  'hours after the first request, a retry with the same key ' +
  'returns the original result, whether it started a job, joined one that was under way, or ' +
  'called IVS directly; a request with the same key and another ' +
  'query or body is rejected. After that time the key can be used again. Keys of different ' +
  'callers never mix.';
const OF_MUTATIONS = [
  parameter('query', 'dryRun', '`true`: describe the change instead of making it.', {
    type: 'string',
    enum: ['true', 'false'],
  }),
  parameter('header', 'Idempotency-Key', KEY_TOLD, {
    type: 'string',
    pattern: '^[\\x21-\\x7e]{1,255}$',
  }),
  parameter(
    'header',
    'X-Reason',
    'Your reason, in your own words and without secrets. It is recorded with the job or, if ' +
      'there is no job, in the log.',
    {
      type: 'string',
      maxLength: REASON_LENGTH_MAX,
    },
  ),
];

const OF_WORK_ON_CHANNELS = [
  parameter(
    'query',
    'at',
    'The time at which the work is to begin: with its offset (RFC 3339), such as ' +
      '`2026-12-01T03:00:00+01:00`, or with its zone (RFC 9557), such as ' +
      '`2026-12-01T03:00:00[Europe/Berlin]`. The answer is 202 with a job that locks nothing ' +
      'until then. It is listed and cancelled as every job is, and `rescheduleJob` moves it.',
    { type: 'string', maxLength: 100 },
  ),
  parameter('query', 'after', 'How long from now the work is to begin, such as `PT2H`; see `at`.', {
    type: 'string',
    pattern: '^P[0-9A-Z]{2,30}$',
  }),
];

const OF_ENDING_STREAMS = [
  parameter(
    'query',
    'graceSeconds',
    'Warns a live stream so long before the work: `Stream Ending Soon` on the bus, and timed ' +
      'metadata for its players. The answer is 202 with a job that locks nothing until then; ' +
      'its cancel takes the work back. With `at`, the warning comes before that time.',
    { type: 'integer', minimum: 1, maximum: GRACE_SECONDS_MAX },
  ),
];

const OF_UNDOABLE_WORK = [
  parameter(
    'query',
    'undoWithin',
    'Suspends the channel now, and does the work after this time, such as `P7D` (ten minutes ' +
      'at least). A resumption of the channel meanwhile takes the work back. A cancel of the job ' +
      'leaves the channel suspended.',
    { type: 'string', pattern: '^P[0-9A-Z]{2,30}$' },
  ),
];

const OF_CONDITIONAL_READS = [
  parameter(
    'header',
    'If-None-Match',
    'The entity tag of a body that you have, from `ETag`. If the body is still the same, the ' +
      'answer is 304.',
    { type: 'string' },
  ),
  parameter(
    'header',
    'Cache-Control',
    '`no-cache` or `max-age=0`: ask IVS, and do not answer from what is known. The answer then ' +
      'shows changes that were made outside of this deployment. With `If-None-Match`, it takes ' +
      'both (`no-cache, max-age=0`), because `fetch` adds one of them to such requests by itself.',
    { type: 'string' },
  ),
];

const IF_MATCH = parameter(
  'header',
  'If-Match',
  'Entity tags from `ETag`, or `*`. If the channel has another one now, nothing is changed and the ' +
    'answer is 412. IVS is asked for the comparison.',
  { type: 'string' },
);

const RESOURCE_TYPE = { type: 'string', enum: Object.keys(TAGGED_KINDS) };

const IDS: Readonly<Record<string, string>> = {
  channelId: 'The last segment of the ARN of the channel.',
  streamKeyId: 'The last segment of the ARN of the stream key.',
  linkId: 'The `id` of a link: the part of its address before the `#`.',
  playbackKeyPairId: 'The last segment of the ARN of the playback key pair.',
  playbackRestrictionPolicyId: 'The last segment of the ARN of the policy.',
  recordingConfigurationId: 'The last segment of the ARN of the recording configuration.',
  adConfigurationId: 'The last segment of the ARN of the ad configuration.',
  operationId: 'The id of the operation.',
  viewerId: 'The id of the viewer, percent-encoded.',
  streamId: 'The `streamId` of a stream, or `latest`.',
  recordingId: 'The id of a recording.',
  reactionName: 'The name of a reaction: letters, digits and hyphens.',
  policyName: 'The name of a policy: letters, digits and hyphens.',
  jobId: 'The `id` of a job.',
  deadLetterId: 'The `id` of a dead letter.',
  noun: 'The type of the resource.',
  resourceId: 'The last segment of the ARN of the resource.',
  asset: 'The name of the file.',
};

/** The patterns of ids that are not the last segment of an ARN. */
const PATTERNS: Readonly<Record<string, string>> = {
  jobId: JOB_ID_PATTERN,
  viewerId: VIEWER_ID_PATTERN,
};

/** Returns the parameters of a route: the ids in its path, its query and its headers. */
export function parametersOf({ key, mutates, described }: Row, components: Components): Json[] {
  const ids = [...key.matchAll(/\{(\w+)\}/g)].map(([, name = '']) =>
    parameter(
      'path',
      name,
      IDS[name],
      name === 'noun' ? RESOURCE_TYPE : { type: 'string', pattern: PATTERNS[name] ?? ID_PATTERN },
      true,
    ),
  );
  const { properties, required } = described.query ? components.of(described.query) : {};
  const query = Object.entries(isRecord(properties) ? properties : {}).map(([name, property]) => {
    const { description, ...schema } = isRecord(property) ? property : {};
    const isRequired = Array.isArray(required) && required.includes(name);
    return parameter('query', name, description, schema, isRequired);
  });
  return [
    ...ids,
    ...query,
    ...(mutates ? OF_MUTATIONS : []),
    ...(canBeginLater(described) ? OF_WORK_ON_CHANNELS : []),
    ...(described.starts?.warns ? OF_ENDING_STREAMS : []),
    ...(described.starts?.undoable ? OF_UNDOABLE_WORK : []),
    ...(described.matches ? [IF_MATCH] : []),
    ...(described.conditional ? OF_CONDITIONAL_READS : []),
    ...(mutates || described.waits ? [PREFER] : []),
  ];
}
