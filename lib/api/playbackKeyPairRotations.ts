import * as z from 'zod/mini';
import { arnOf, idOf } from '../arns.ts';
import { durationMs } from '../durations.ts';
import { Problem } from '../errors.ts';
import { jobAccepted, jobShape } from '../http/jobShape.ts';
import { jobView } from '../http/jobView.ts';
import { performByJob } from '../http/jobMutation.ts';
import { defineRoute } from '../http/route.ts';
import { described, JOB_PROBLEMS, text } from '../http/schemas.ts';
import { invalidRequest } from '../http/validation.ts';
import type { Job } from '../jobs/job.ts';
import { newKeyPairFields, NEXT_EXAMPLE_KEY } from './newPlaybackKeyPair.ts';

const OVERLAP = 'PT12H';
const OVERLAP_DAYS_MAX = 30;
const OVERLAP_RULE = `must be an ISO 8601 duration of at most P${OVERLAP_DAYS_MAX}D, such as ${OVERLAP}`;

/**
 * Returns an overlap in ms.
 * @throws Problem `invalid-request`
 */
function overlapIn(overlap: string): number {
  const ms = durationMs(overlap);
  if (ms === undefined || ms > OVERLAP_DAYS_MAX * 86_400_000)
    throw invalidRequest([{ field: 'overlap', rule: OVERLAP_RULE }]);
  return ms;
}

/** Returns the problem that says why no key pair was replaced. */
function refusal({ id, ending }: Job, playbackKeyPairId: string): Problem | undefined {
  const job = { job: id };
  if (ending === 'notFound')
    return new Problem('not-found', `There is no playback key pair ${playbackKeyPairId}.`, job);
  if (ending === 'quotaExceeded')
    return new Problem(
      'quota-exceeded',
      'All places for playback key pairs of the region are taken, so the new one cannot stand ' +
        'beside the old one. Delete one that nobody signs with. Nothing has been changed.',
      job,
    );
  if (ending === 'keyKnown')
    return new Problem(
      'conflict',
      'IVS refuses the public key because it has it already. Nothing has been changed.',
      job,
    );
  return ending === 'lastKeyPair'
    ? new Problem(
        'conflict',
        'The new playback key pair is gone, so the old one was not deleted.',
        job,
      )
    : undefined;
}

/** Replaces a playback key pair: both are accepted for a while, then the old one is deleted. */
export const rotatePlaybackKeyPair = defineRoute({
  key: 'POST /v1/playback-key-pairs/{playbackKeyPairId}/rotations',
  scope: 'playback-key-pairs:write',
  mutates: true,
  starts: { on: 'playbackKeyPair', workflows: ['rotatePlaybackKeyPair'] },
  name: 'rotatePlaybackKeyPair',
  summary: 'Replace a playback key pair',
  description:
    'Imports the new public key, keeps both for the overlap, and then deletes the old one. The ' +
    'overlap has to outlast the change of the signer and the tokens that it signed before. ' +
    'A cancel in the overlap keeps both (`left: ["bothKeyPairs"]`). The region needs a free place: ' +
    'IVS allows three playback key pairs. `result.overlapEndsAt` of the job says when the old one ' +
    'goes.',
  answers: {
    201: {
      description: 'The old playback key pair is gone, and the new one is in use.',
      schema: z.object({ playbackKeyPair: z.object({ arn: text }), job: jobShape }),
    },
    202: jobAccepted,
  },
  problems: [...JOB_PROBLEMS, 'not-found'],
  example: { body: { publicKeyMaterial: NEXT_EXAMPLE_KEY, name: 'winter', overlap: 'PT1H' } },
  body: z.strictObject({
    ...newKeyPairFields,
    overlap: described(
      `How long IVS accepts both, as an ISO 8601 duration: ${OVERLAP} by default, ` +
        `P${OVERLAP_DAYS_MAX}D at most.`,
      z.optional(z.string()),
    ),
    evenIfLast: described(
      'Delete the old one even if the new one is gone by then, so that no token is accepted.',
      z.optional(z.boolean()),
    ),
  }),
  async answer(call) {
    const { app, parameters, body } = call;
    const { playbackKeyPairId } = parameters;
    const { overlap = OVERLAP, evenIfLast = false, ...keyPair } = body;
    return performByJob(call, {
      workflow: 'rotatePlaybackKeyPair',
      subject: `playbackKeyPair/${playbackKeyPairId}`,
      input: { keyPair, overlapMs: overlapIn(overlap), evenIfLast },
      done(job) {
        const arn = job.memory.newPlaybackKeyPairArn ?? arnOf(app.config, 'playback-key', '');
        return {
          status: 201,
          headers: { location: `/v1/playback-key-pairs/${idOf(arn)}` },
          body: { playbackKeyPair: { arn }, job: jobView(app, job) },
        };
      },
      failed: (job) => refusal(job, playbackKeyPairId),
    });
  },
});
