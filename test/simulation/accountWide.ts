import type { Item } from '../../lib/dynamodb.ts';
import type { Job } from '../../lib/jobs/job.ts';
import { JOB_TAG } from '../../lib/tags.ts';
import type { Call } from '../invocations.ts';

/** A resource at IVS that no channel owns. */
export interface TaggedAtIvs {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Everything that shows what became of key pairs, recording configurations and bans. */
export interface AccountTraces {
  readonly items: readonly Item[];
  readonly keyPairs: readonly TaggedAtIvs[];
  readonly recordingConfigurations: readonly TaggedAtIvs[];
  /** The calls of the functions, whatever became of each. */
  readonly calls: readonly Call[];
}

/** Checks the promises about what belongs to the account and not to one channel. */
export function accountWide(jobs: readonly Job[], traces: AccountTraces): string[] {
  return [...twins(jobs, traces), ...keyPairs(jobs, traces), ...bans(jobs, traces)];
}

/** Checks that a job makes one resource at most, and tells of no resource that it did not make. */
function twins(jobs: readonly Job[], traces: AccountTraces): string[] {
  return jobs.flatMap(({ id, workflow, status, memory: { firstJobId = id } }) => {
    if (workflow !== 'rotatePlaybackKeyPair' && workflow !== 'provisionRecordingConfiguration')
      return [];
    const made = [...traces.keyPairs, ...traces.recordingConfigurations].filter(
      ({ tags }) => tags[JOB_TAG] === firstJobId,
    );
    return made.length > 1 && status === 'succeeded'
      ? [`${id} made ${made.length} resources.`]
      : [];
  });
}

/** Checks that a rotation took the old key pair away and left one in its place. */
function keyPairs(jobs: readonly Job[], traces: AccountTraces): string[] {
  const there = new Set(traces.keyPairs.map(({ arn }) => arn));
  const rotations = jobs.filter(({ workflow }) => workflow === 'rotatePlaybackKeyPair');
  const subjects = new Set(rotations.map(({ subject }) => idOf(subject)));
  return rotations
    .filter(({ status }) => status === 'succeeded')
    .flatMap(({ id, subject, memory: { newPlaybackKeyPairArn = '' } }) => [
      ...([...there].some((arn) => idOf(arn) === idOf(subject))
        ? [`${id} has replaced a key pair that is still there.`]
        : []),
      // A later rotation may have replaced the new one.
      ...(there.has(newPlaybackKeyPairArn) || subjects.has(idOf(newPlaybackKeyPairArn))
        ? []
        : [`The key pair that ${id} has made is gone.`]),
    ]);
}

/** Checks that IVS was asked to revoke the sessions of a viewer up to the end of each ban. */
function bans(jobs: readonly Job[], { items, calls }: AccountTraces): string[] {
  const told = new Set(
    jobs.flatMap(({ id, workflow, status, memory: { firstJobId = id } }) =>
      workflow === 'banViewer' && status === 'succeeded' ? [firstJobId] : [],
    ),
  );
  return items
    .filter(
      ({ pk, jobId, liftedAt }) =>
        pk.startsWith('viewerBans/') && liftedAt === undefined && told.has(String(jobId)),
    )
    .filter(
      ({ pk, viewerId, revokedUpTo }) =>
        !calls.some(
          ({ operation, input }) =>
            operation === 'StartViewerSessionRevocation' &&
            input.viewerId === viewerId &&
            idOf(String(input.channelArn)) === idOf(pk) &&
            Number(input.viewerSessionVersionsLessThanOrEqualTo) >= Number(revokedUpTo),
        ),
    )
    .map(({ pk, viewerId }) => `${String(viewerId)} is banned in ${pk}, and IVS does not know.`);
}

const idOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
