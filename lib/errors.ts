/** Every problem a caller can meet: the closed list. What is not here becomes an opaque 500 and a log line. */
const PROBLEMS = {
  'malformed-json': [400, 'The body is not JSON'],
  'invalid-request': [400, 'The request does not keep a rule'],
  unauthenticated: [401, 'A valid bearer token is needed'],
  'missing-scope': [403, 'The token lacks the scope'],
  'account-not-verified': [403, 'AWS has not verified this account for IVS'],
  'not-permitted-by-aws': [502, 'AWS refused the call for lack of permission'],
  'not-found': [404, 'There is no such resource'],
  'channel-not-broadcasting': [404, 'The channel is not live'],
  'job-conflict': [409, 'Another job holds this subject'],
  'job-ended': [409, 'The job has ended'],
  'job-not-ended': [409, 'The job has not ended'],
  'job-cancelled': [409, 'The job was cancelled before it was done'],
  'past-point-of-no-return': [409, 'The job can no longer be cancelled'],
  'conflict': [409, 'IVS refuses this in the present state'],
  'idempotency-key-reused': [422, 'The idempotency key stands for another request'],
  'body-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The body must be application/json'],
  'quota-exceeded': [402, 'An IVS resource quota is used up'],
  throttled: [429, 'Too many calls'],
  'ivs-unavailable': [503, 'IVS is not available'],
  'token-keys-unavailable': [503, 'The keys that tokens are checked with cannot be had'],
  'job-exhausted': [504, 'The job used up its tries'],
  internal: [500, 'Something went wrong on our side'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemType = keyof typeof PROBLEMS;

/** A refusal that the caller sees as an RFC 9457 problem document. `detail` says what to do; it never holds a secret. */
export class Problem extends Error {
  readonly type: ProblemType;
  readonly status: number;
  readonly title: string;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(type: ProblemType, detail: string, extensions: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'Problem';
    this.type = type;
    [this.status, this.title] = PROBLEMS[type];
    this.extensions = extensions;
  }
}
