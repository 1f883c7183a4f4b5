import { entry, type Entry } from './problemEntry.ts';

/**
 * Every problem that a caller can meet: a closed list. Any other error becomes an opaque 500 and a
 * log line.
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
    'The request is not valid',
    'A parameter, a header or a field of the body breaks a rule of this API or of IVS.',
    '`errors` names every field with its rule; for a rule that only IVS knows, `detail` has ' +
      'the message of IVS. Correct the request: an unchanged retry is refused again.',
  ),
  unauthenticated: entry(
    401,
    'A valid bearer token is required',
    'The token is missing or expired, or is not meant for this API.',
    'Get a new access token. `WWW-Authenticate` says what is wrong with this one.',
  ),
  'missing-scope': entry(
    403,
    'The token lacks the scope',
    'The token is valid but does not allow this operation.',
    'Get a token with the scope that `scope` names.',
  ),
  'second-person-needed': entry(
    403,
    'A second person has to decide',
    'The caller who asked for work cannot approve or reject it.',
    'Let somebody else with the scope `jobs:approve` decide, or cancel the job.',
  ),
  'viewer-banned': entry(
    403,
    'The viewer is banned from the channel',
    'The viewer may not enter the channel before the end of the ban.',
    'Wait until `until`, or lift the ban: DELETE it.',
  ),
  'account-not-verified': entry(
    403,
    'AWS has not verified this account for IVS',
    'The AWS account is new to IVS. This is a state of the account, not a missing permission.',
    'Wait, or ask AWS support. The request itself is correct.',
  ),
  'not-permitted-by-aws': entry(
    502,
    'AWS refused the call for lack of permission',
    'The role of this deployment is not allowed to make a call to IVS.',
    'The operator of the deployment finds the reason in its log, by `requestId`.',
  ),
  'refused-by-ivs': entry(
    502,
    'IVS refused a call of this deployment',
    'IVS rejected the input of a call that came from the deployment and not from the request.',
    'The request itself is correct. The log of the deployment has the reason, by `requestId`.',
  ),
  'not-found': entry(
    404,
    'There is no such resource',
    'No resource has this id, or it no longer exists.',
    'Check the id: paths hold the last segment of an ARN.',
  ),
  'channel-not-broadcasting': entry(
    404,
    'The channel is not live',
    'The request needs a live stream, and the channel has none.',
    'Send the request again when the channel is live.',
  ),
  'job-conflict': entry(
    409,
    'Another job locks this subject',
    'Another job on the same channel, configuration or policy is under way and must not be ' +
      'disturbed.',
    'Wait for the job that `job` links to, or cancel it if `detail` says that it can be ' +
      'cancelled. Then send the request again.',
  ),
  'job-ended': entry(
    409,
    'The job has ended',
    'A job that has ended cannot be steered.',
    'Read the job: `status` and `ending` tell how it ended.',
  ),
  'job-not-ended': entry(
    409,
    'The job has not ended',
    'Only a job that failed or was cancelled can be redriven.',
    'Wait for its end, or cancel it first.',
  ),
  'job-cancelled': entry(
    409,
    'The job was cancelled before it was done',
    'The job of this request was cancelled by a caller, or a request of higher rank took its ' +
      'place.',
    'Send the request again if you still want it.',
  ),
  'past-point-of-no-return': entry(
    409,
    'The job can no longer be cancelled',
    'The job has begun a change that cannot be undone.',
    'Let the job end. `pointOfNoReturn` in a dry run names the step in advance.',
  ),
  'channel-suspended': entry(
    409,
    'The channel is suspended',
    'The request would give a stream key to a suspended channel.',
    'Resume the channel first: DELETE its suspension.',
  ),
  protected: entry(
    409,
    'The channel is protected',
    'The channel has the tag `channelkeeper:protected=true`. No request, reaction or schedule ' +
      'deletes it, suspends it or takes it off air. The job of this request may have noticed that ' +
      'only at its act; it has given back what it took.',
    'Remove the tag that `tag` names, or set it to `false`, then send the request again.',
  ),
  'stream-key-exists': entry(
    409,
    'The channel already has a stream key',
    'IVS allows one stream key per channel.',
    'To replace the stream key, rotate it: POST to `stream-key-rotations` of the channel.',
  ),
  'channel-live': entry(
    409,
    'The channel is live',
    'IVS cannot update a live channel. The request did not say what to do with the stream, ' +
      'or the stream went on for longer than a job waits.',
    'Send the request again with `when=now` to stop the stream first, or with `when=idle` to ' +
      'wait for its natural end.',
  ),
  'in-use': entry(
    409,
    'Channels refer to the resource',
    'A recording configuration, a playback restriction policy or an ad configuration cannot ' +
      'be deleted while a channel refers to it.',
    '`channels` lists the first hundred. Send the request again with `detach=idle` or ' +
      '`detach=now` to detach them first.',
  ),
  'recording-configuration-not-created': entry(
    422,
    'IVS could not create the recording configuration',
    'IVS accepted the recording configuration and gave up afterwards, without a reason. The ' +
      'remains have been deleted.',
    'Check that the bucket exists, in the region of this deployment and in the same account.',
  ),
  conflict: entry(
    409,
    'The current state does not allow this',
    'IVS or Channelkeeper refuses it, for example because a channel is live or a batch is closed.',
    'Read in `detail` what stands in the way. Repeat the request if that changes by itself.',
  ),
  'idempotency-key-reused': entry(
    422,
    'The idempotency key belongs to another request',
    'The same `Idempotency-Key` was used with another path, query or body before.',
    'Use a new key for a new request.',
  ),
  'request-under-way': entry(
    409,
    'The same request is still in progress',
    'Another request under the same `Idempotency-Key` has not been answered yet; or IVS did ' +
      'not answer it, and its effect cannot be seen yet; or the dead letter is being redriven.',
    'Wait as long as `Retry-After` says, then send the same request again, under the same key.',
  ),
  'outcome-unknown': entry(
    409,
    'The outcome of the first request is unknown',
    'IVS did not answer a request under this `Idempotency-Key`, and the change must not be ' +
      'made twice.',
    'Check whether the change was made. If it was not and you still want it, send the ' +
      'request under a new key.',
  ),
  'precondition-failed': entry(
    412,
    'The channel has changed',
    'The channel no longer has the entity tag in `If-Match`.',
    'Read the channel again, decide whether the change still makes sense, and send it with the ' +
      'new entity tag.',
  ),
  'cannot-be-redriven': entry(
    409,
    'The dead letter cannot be redriven',
    'No function of this deployment takes the event, or the message could not be read or kept.',
    'Read the dead letter, mend by hand what it tells of, and drop it.',
  ),
  'redrive-failed': entry(
    502,
    'The event of the dead letter failed again',
    'The reaction to the event failed. The dead letter is kept, with the new error.',
    'Remove the cause that `detail` names, then redrive the dead letter again.',
  ),
  'operation-state': entry(
    409,
    'The operation is in another state',
    'A plan is applied within an hour, a running operation paused, an ended one redriven.',
    'Read the operation: `status` tells what it waits for. Plan again in place of an old plan.',
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
    'The request has a body whose `Content-Type` is not JSON in UTF-8.',
    'Send `Content-Type: application/json`.',
  ),
  'quota-exceeded': entry(
    402,
    'An IVS resource quota is used up',
    'The account has as many resources of this kind as IVS allows.',
    'Delete some of them, or ask AWS for a higher quota.',
  ),
  throttled: entry(
    429,
    'Too many calls',
    'IVS accepts no more calls of this kind right now.',
    'Wait as long as `Retry-After` says, then send the same request again. If `job` is ' +
      'given, that job has ended: redrive it.',
  ),
  'ivs-unavailable': entry(
    503,
    'IVS is not available',
    'IVS does not answer, or returns errors.',
    'Wait as long as `Retry-After` says, then send the same request again. If `job` is ' +
      'given, that job has ended: redrive it.',
  ),
  'playback-key-unavailable': entry(
    503,
    'No playback token can be signed now',
    'The deployment has no private key for playback tokens, or cannot read it.',
    'Wait as long as `Retry-After` says, then send the same request again. `detail` says what the ' +
      'operator of the deployment has to do if that does not help.',
  ),
  'token-keys-unavailable': entry(
    503,
    'The token cannot be checked now',
    'The issuer of the token does not return its public keys.',
    'Wait as long as `Retry-After` says, then send the same request again.',
  ),
  'aws-unavailable': entry(
    503,
    'A service of AWS is not available',
    'DynamoDB, or another service of AWS, accepts no more requests now, or does not answer.',
    'Wait as long as `Retry-After` says, then send the same request again, under the same ' +
      '`Idempotency-Key`: a change may have been made although its answer was lost.',
  ),
  'job-exhausted': entry(
    504,
    'The job used up its attempts',
    'The job tried for as long as it may and did not succeed.',
    '`job` links to the timeline. Redrive the job when the cause is gone.',
  ),
  internal: entry(
    500,
    'Something went wrong on our side',
    'This program has failed, or AWS has refused it what it needs.',
    'Send the same request again, under the same `Idempotency-Key`. To ask about it, quote ' +
      '`requestId`.',
  ),
} as const satisfies Record<string, Entry>;

export type ProblemType = keyof typeof PROBLEMS;
