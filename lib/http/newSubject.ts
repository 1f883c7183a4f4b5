import { randomId } from '../random.ts';
import { idForKey } from '../records/idempotencyKeys.ts';
import type { Subject } from '../subjects.ts';
import type { Call } from './route.ts';

/**
 * Returns the subject of work that has no resource yet. Under a caller's Idempotency-Key it is the
 * same for the same request for 24 hours; otherwise it is random. Another request under the same
 * key has another subject: it is refused when its job is started, and the records that it wrote
 * until then are separate. A dry run claims no key.
 */
export async function newSubject(
  { app, caller, digest, preferences: { dryRun, idempotencyKey: key } }: Call,
  kind:
    | 'viewerSessionRevocation'
    | 'channelCreation'
    | 'recordingConfigurationCreation'
    | 'operation'
    | 'scheduledJob',
): Promise<Subject> {
  const id =
    dryRun || key === undefined
      ? randomId(app.random)
      : await idForKey(app, `${kind} ${digest}`, { caller, key, digest });
  return `${kind}/${id}`;
}
