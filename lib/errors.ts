/** The entry of a problem in the catalogue (docs/errors.md). */
interface Entry {
  readonly status: number;
  readonly title: string;
  /** When callers meet it. */
  readonly when: string;
  /** Advice for the caller. */
  readonly remedy: string;
}

const entry = (status: number, title: string, when: string, remedy: string): Entry => ({
  status,
  title,
  when,
  remedy,
});

/**
 * Every problem a caller can meet: the closed list. Any other error becomes an opaque 500 and a log
 * line.
 */
export const PROBLEMS = {
  'malformed-json': entry(
    400,
    'The body is not JSON',
    'The body cannot be read as JSON in UTF-8.',
    'Send one JSON value in UTF-8.',
  ),
  'invalid-request': entry(
    400,
    'The request does not keep a rule',
    'A parameter, a header or a field of the body breaks a rule, ours or one of IVS.',
    '`errors` names every field and its rule; of a rule that only IVS knows, `detail` has its words. Mend them; the same request again is refused again.',
  ),
  unauthenticated: entry(
    401,
    'A valid bearer token is needed',
    'There is no token, or it has expired, or it is not meant for this API.',
    'Get a new access token. `WWW-Authenticate` says what is wrong with this one.',
  ),
  'missing-scope': entry(
    403,
    'The token lacks the scope',
    'The token is good and does not allow this.',
    'Get a token with the scope that `scope` names.',
  ),
  'account-not-verified': entry(
    403,
    'AWS has not verified this account for IVS',
    'The AWS account is new to IVS. It is a state of the account, not a missing permission.',
    'Wait, or ask AWS support. Nothing in the request is wrong.',
  ),
  'not-permitted-by-aws': entry(
    502,
    'AWS refused the call for lack of permission',
    'The role of this deployment may not make a call to IVS.',
    'Whoever runs the deployment finds the reason in its log, by `requestId`.',
  ),
  'refused-by-ivs': entry(
    502,
    'IVS refused what this deployment sent',
    'IVS found fault with a call whose input came from the deployment and not from the request.',
    'Nothing in the request is wrong. The log of the deployment has the reason, by `requestId`.',
  ),
  'not-found': entry(
    404,
    'There is no such resource',
    'Nothing has this id, or no longer.',
    'Check the id: paths hold the last segment of an ARN.',
  ),
  'channel-not-broadcasting': entry(
    404,
    'The channel is not live',
    'The request is about a stream, and none is on.',
    'Ask again when the channel is live.',
  ),
  'job-conflict': entry(
    409,
    'Another job holds this subject',
    'Other work on the same channel, configuration or policy is under way and must not be disturbed.',
    'Wait for the job that `job` links to, or cancel it where `detail` says that it can be cancelled, and ask again.',
  ),
  'job-ended': entry(
    409,
    'The job has ended',
    'The job cannot be steered any more.',
    'Read it: its end is in `status` and `ending`.',
  ),
  'job-not-ended': entry(
    409,
    'The job has not ended',
    'Only a job that failed or was cancelled is started again.',
    'Wait for its end, or cancel it first.',
  ),
  'job-cancelled': entry(
    409,
    'The job was cancelled before it was done',
    'Somebody cancelled the job of this request, or a higher request took its place.',
    'Ask again if it is still wanted.',
  ),
  'past-point-of-no-return': entry(
    409,
    'The job can no longer be cancelled',
    'What the job is doing cannot be undone.',
    'Let it end. `pointOfNoReturn` in a dry run tells beforehand which step it is.',
  ),
  'channel-suspended': entry(
    409,
    'The channel is suspended',
    'The request would give a stream key to a channel that is suspended.',
    'Resume the channel first: DELETE its suspension.',
  ),
  'stream-key-exists': entry(
    409,
    'The channel has its stream key',
    'IVS allows a channel one stream key, and it has one.',
    'To replace it, rotate it: POST to `stream-key-rotations` of the channel.',
  ),
  'channel-live': entry(
    409,
    'The channel is live',
    'A channel that is live cannot be changed, and nothing was said about its stream, or it went on for longer than a job waits.',
    'Ask again with `when=now` to have the stream stopped for it, or with `when=idle` to have it done after its natural end.',
  ),
  'in-use': entry(
    409,
    'Channels refer to it',
    'A recording configuration, a playback restriction policy or an ad configuration is not deleted while a channel refers to it.',
    '`channels` lists the first hundred. Ask again with `detach=idle` or `detach=now` to have them detached first.',
  ),
  'recording-configuration-not-created': entry(
    422,
    'IVS could not create the recording configuration',
    'IVS accepted it and gave up afterwards, without a reason. What was left has been deleted.',
    'Check that the bucket is there, in the region of this deployment and of the same account.',
  ),
  conflict: entry(
    409,
    'IVS refuses this in the present state',
    'The state of the resource does not allow it, e.g. a channel is live.',
    'Wait for the state to change.',
  ),
  'idempotency-key-reused': entry(
    422,
    'The idempotency key stands for another request',
    'The same `Idempotency-Key` came with another path, query or body before.',
    'Use a new key for a new request.',
  ),
  'request-under-way': entry(
    409,
    'The same request is being done',
    'Another request under the same `Idempotency-Key` has not been answered yet; or IVS did not answer it, and what it may have made cannot be seen yet.',
    'Wait as long as `Retry-After` says, then send the same request again, under the same key.',
  ),
  'outcome-unknown': entry(
    409,
    'Whether it was done is not known',
    'A request under this `Idempotency-Key` got no answer from IVS, and what it asks for must not happen twice.',
    'Look whether it was done. If it is still wanted, send it under a new key.',
  ),
  'body-too-large': entry(
    413,
    'The body is too large',
    'The body has more than 1,048,576 bytes.',
    'Send it in parts.',
  ),
  'unsupported-media-type': entry(
    415,
    'The body must be application/json',
    'There is a body, and its `Content-Type` is not JSON in UTF-8.',
    'Send `Content-Type: application/json`.',
  ),
  'quota-exceeded': entry(
    402,
    'An IVS resource quota is used up',
    'The account has as many of these as IVS allows.',
    'Delete some, or ask AWS for more.',
  ),
  throttled: entry(
    429,
    'Too many calls',
    'IVS takes no more calls of this kind right now.',
    'Wait as long as `Retry-After` says, then send the same request again. Where `job` is given, that job has ended: redrive it.',
  ),
  'ivs-unavailable': entry(
    503,
    'IVS is not available',
    'IVS does not answer, or not as it should.',
    'Wait as long as `Retry-After` says, then send the same request again. Where `job` is given, that job has ended: redrive it.',
  ),
  'token-keys-unavailable': entry(
    503,
    'The keys that tokens are checked with cannot be had',
    'The issuer of the token does not give its public keys.',
    'Wait as long as `Retry-After` says, then send the same request again.',
  ),
  'job-exhausted': entry(
    504,
    'The job used up its tries',
    'The job tried for as long as it may and is not done.',
    '`job` links to its timeline. Redrive it when the cause is gone.',
  ),
  internal: entry(
    500,
    'Something went wrong on our side',
    'A fault of this program, or of what it runs on.',
    'Send the same request again, under the same `Idempotency-Key`. To ask about it, `requestId` is enough.',
  ),
} as const satisfies Record<string, Entry>;

export type ProblemType = keyof typeof PROBLEMS;

/**
 * A refusal that the caller sees as an RFC 9457 problem document. `detail` says what to do; it
 * never holds a secret.
 */
export class Problem extends Error {
  readonly type: ProblemType;
  readonly status: number;
  readonly title: string;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(
    type: ProblemType,
    detail: string,
    extensions: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.name = 'Problem';
    this.type = type;
    ({ status: this.status, title: this.title } = PROBLEMS[type]);
    this.extensions = extensions;
  }
}
