import * as z from 'zod/mini';
import { arnOf, idOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import { getStreamKey as readStreamKey, listStreamKeys as readStreamKeys } from '../ivs/streamKeys.ts';
import { jobView } from './jobView.ts';
import { defineRoute } from './route.ts';
import { perform } from './work.ts';

/** A channel's stream keys (none or one), without their values. */
export const listStreamKeys = defineRoute({
  key: 'GET /v1/channels/{channelId}/stream-keys',
  scope: 'channels:read',
  async answer({ app, parameters: { channelId } }) {
    const streamKeys = await readStreamKeys(app.ivs, arnOf(app.config, 'channel', channelId));
    if (streamKeys === 'notFound') throw new Problem('not-found', `There is no channel ${channelId}.`);
    return { status: 200, body: { streamKeys } };
  },
});

/** A stream key with its value: the only answer of the API that holds one. */
export const getStreamKey = defineRoute({
  key: 'GET /v1/stream-keys/{streamKeyId}',
  scope: 'stream-keys:read',
  async answer({ app, parameters: { streamKeyId } }) {
    const streamKey = await readStreamKey(app.ivs, arnOf(app.config, 'stream-key', streamKeyId));
    if (streamKey === 'notFound') throw new Problem('not-found', `There is no stream key ${streamKeyId}.`);
    return { status: 200, headers: { 'cache-control': 'no-store' }, body: { streamKey } };
  },
});

const WHEN = { now: 'rotateStreamKeyNow', idle: 'rotateStreamKeyWhenIdle' } as const;

/** Gives a channel a new stream key: `now` cuts off the show that is on, `idle` waits for its natural end. */
export const rotateStreamKey = defineRoute({
  key: 'POST /v1/channels/{channelId}/stream-key-rotations',
  scope: 'stream-keys:write',
  mutates: true,
  query: z.strictObject({ when: z.enum(['now', 'idle']) }),
  answer: (call) =>
    perform(call, {
      workflow: WHEN[call.query.when],
      subject: `channel/${call.parameters.channelId}`,
      done(job) {
        const arn = job.memory.newStreamKeyArn;
        if (arn === undefined) throw new Error(`The rotation ${job.id} succeeded without a new stream key.`);
        const channelArn = arnOf(call.app.config, 'channel', call.parameters.channelId);
        return {
          status: 201,
          headers: { location: `/v1/stream-keys/${idOf(arn)}` },
          body: { streamKey: { arn, channelArn }, job: jobView(call.app, job) },
        };
      },
    }),
});
