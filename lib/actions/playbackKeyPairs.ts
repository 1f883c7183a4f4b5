import type { PlaybackKeyPairSummary } from '@aws-sdk/client-ivs';
import { itemsOf } from '../ivs/pages.ts';
import * as keyPairs from '../ivs/playbackKeyPairs.ts';
import { READ_LAG_MS } from '../ivs/settling.ts';
import { JOB_TAG } from '../tags.ts';
import { needing, tagOf, type PlaybackKeyPairContext, type Result } from './context.ts';
import type { KeyPairRotation } from './inputs.ts';

type Context = PlaybackKeyPairContext<KeyPairRotation>;

/** Checks that the key pair that is to be replaced is there, before anything is changed. */
export async function lookForOldKeyPair({
  ivs,
  playbackKeyPairArn,
}: Context): Promise<Result<'there' | 'notFound'>> {
  const found = await keyPairs.getPlaybackKeyPair(ivs, playbackKeyPairArn);
  return { outcome: found === 'notFound' ? found : 'there' };
}

/**
 * Imports the new public key. After an attempt of unknown outcome, and in a job that continues
 * another, it looks for the key pair with the tag of the job first. `full`: no place is free.
 * `known`: IVS has this very key already, under another key pair. Nothing has changed then.
 */
export async function importNewKeyPair(
  context: Context,
): Promise<Result<'imported' | 'importedInDoubt' | 'full' | 'known'>> {
  const { ivs, input, uncertain, memory, clock } = context;
  const mayBeThere = uncertain || memory.firstJobId !== undefined;
  const [ours] = mayBeThere ? await keyPairsOfJob(context) : [];
  const tags = { ...input.keyPair.tags, [JOB_TAG]: tagOf(context) };
  const made = ours ?? (await keyPairs.importUnlessRefused(ivs, { ...input.keyPair, tags }));
  if (made === 'full') return { outcome: made };
  if (made === 'known') {
    // IVS refuses the key that an attempt of this job has imported after all.
    const [late] = await keyPairsOfJob(context);
    return late === undefined ? { outcome: made } : imported(late, context);
  }
  const isInDoubt = uncertain && ours === undefined;
  return imported(made, { input, clock }, isInDoubt ? 'importedInDoubt' : 'imported');
}

/** Returns the outcome of an import: both key pairs are accepted from now on. */
const imported = <Outcome extends string = 'imported'>(
  newPlaybackKeyPairArn: string,
  { input, clock }: Pick<Context, 'input' | 'clock'>,
  outcome = 'imported' as Outcome,
): Result<Outcome> => ({
  outcome,
  memory: {
    newPlaybackKeyPairArn,
    createdAt: clock.now(),
    overlapEndsAt: clock.now() + input.overlapMs,
    bothKeyPairs: true,
  },
  effect: true,
});

const allKeyPairs = (ivs: Context['ivs']): AsyncIterable<PlaybackKeyPairSummary> =>
  itemsOf((page) => keyPairs.listPlaybackKeyPairs(ivs, page));

async function keyPairsOfJob(context: Context): Promise<string[]> {
  const arns: string[] = [];
  for await (const { arn, tags } of allKeyPairs(context.ivs))
    if (arn !== undefined && tags?.[JOB_TAG] === tagOf(context)) arns.push(arn);
  return arns;
}

/** Deletes a key pair that an earlier attempt imported after all. Nobody signs with its twin. */
export const deleteTwinKeyPairs = needing(
  ['newPlaybackKeyPairArn'],
  async (context: Context, { newPlaybackKeyPairArn }): Promise<Result<'deleted'>> => {
    const twins = (await keyPairsOfJob(context)).filter((arn) => arn !== newPlaybackKeyPairArn);
    for (const arn of twins) await keyPairs.deletePlaybackKeyPair(context.ivs, arn);
    return { outcome: 'deleted' };
  },
);

/** A rest of the overlap that is shorter than this is waited for in one step, in ms. */
const SOON_MS = 3_600_000;

/** Checks how much of the overlap is left. */
export const lookWhetherOverlapIsOver = needing(
  ['overlapEndsAt'],
  ({ clock }: Context, { overlapEndsAt }): Promise<Result<'over' | 'soon' | 'later'>> => {
    const restMs = overlapEndsAt - clock.now();
    return Promise.resolve({
      outcome: restMs <= 0 ? 'over' : restMs <= SOON_MS ? 'soon' : 'later',
    });
  },
);

/**
 * Deletes the old key pair. `last`: no other key pair is left, because somebody has deleted the new
 * one and made no third, and the caller has not asked to delete it even so.
 */
export const deleteOldKeyPair = needing(
  ['newPlaybackKeyPairArn', 'createdAt'],
  async (
    { ivs, input, clock, playbackKeyPairArn }: Context,
    { newPlaybackKeyPairArn, createdAt },
  ): Promise<Result<'deleted' | 'last'>> => {
    const isLast = async (): Promise<boolean> => {
      // A list may not show the new one yet.
      if (clock.now() - createdAt < READ_LAG_MS) return false;
      const found = await keyPairs.getPlaybackKeyPair(ivs, newPlaybackKeyPairArn);
      if (found !== 'notFound') return false;
      // The new one may itself have been rotated.
      const gone = [playbackKeyPairArn, newPlaybackKeyPairArn];
      for await (const { arn } of allKeyPairs(ivs))
        if (arn !== undefined && !gone.includes(arn)) return false;
      return true;
    };
    if (!input.evenIfLast && (await isLast()))
      return { outcome: 'last', memory: { bothKeyPairs: false } };
    await keyPairs.deletePlaybackKeyPair(ivs, playbackKeyPairArn);
    return { outcome: 'deleted', memory: { bothKeyPairs: false }, effect: true };
  },
);

/** Announces that the old key pair is gone. */
export const announceKeyPairRotated = needing(
  ['newPlaybackKeyPairArn'],
  (
    { jobId, step, playbackKeyPairArn }: Context,
    { newPlaybackKeyPairArn },
  ): Promise<Result<'announced'>> =>
    Promise.resolve({
      outcome: 'announced',
      event: [
        'Playback Key Pair Rotated',
        {
          jobId,
          step,
          playbackKeyPairArn: newPlaybackKeyPairArn,
          previousPlaybackKeyPairArn: playbackKeyPairArn,
        },
        [newPlaybackKeyPairArn, playbackKeyPairArn],
      ],
    }),
);
