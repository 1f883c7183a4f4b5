import * as z from 'zod/mini';
import { arnOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import { jobAccepted } from '../http/jobShape.ts';
import { performByJob } from '../http/jobMutation.ts';
import { channelMustBeManaged } from '../http/managedChannels.ts';
import { defineRoute } from '../http/route.ts';
import { described, JOB_PROBLEMS } from '../http/schemas.ts';
import { id } from '../http/validation.ts';

const WHEN = { now: 'deleteStreamKeyNow', idle: 'deleteStreamKeyWhenIdle' } as const;

/**
 * Deletes the stream key of a channel on purpose. The caller names the channel: IVS tells the
 * channel of a key only together with its value, which this function may not read.
 */
export const deleteStreamKey = defineRoute({
  key: 'DELETE /v1/stream-keys/{streamKeyId}',
  scope: 'stream-keys:write',
  mutates: true,
  starts: { on: 'channel', workflows: [WHEN.now, WHEN.idle] },
  name: 'deleteStreamKey',
  summary: 'Delete the stream key of a channel',
  description:
    'No encoder can go live on the channel until you create a stream key: no schedule and no tag ' +
    'gives it one. `when=now` also cuts off the live stream with the stream key, `when=idle` waits ' +
    'for its natural end. `GET /v1/channels?is=keyless` lists the channel, and no job needs ' +
    'attention for it. A suspended channel is refused: its suspension has taken the stream key, ' +
    'and its resumption creates another one.',
  answers: {
    204: { description: 'The stream key is gone, and no stream with it is live.' },
    202: jobAccepted,
  },
  problems: [...JOB_PROBLEMS, 'not-found', 'channel-suspended', 'protected'],
  example: { query: { channelId: 'AbCdEf123456', when: 'now' } },
  query: z.strictObject({
    channelId: described('The channel of the stream key, from its `channelArn`.', id),
    when: described(
      '`now` cuts off the live stream; `idle` waits for its natural end.',
      z.enum(['now', 'idle']),
    ),
  }),
  async answer(call) {
    const { app, parameters, query } = call;
    const { streamKeyId } = parameters;
    const { channelId, when } = query;
    await channelMustBeManaged(app, { channelId });
    return performByJob(call, {
      workflow: WHEN[when],
      subject: `channel/${channelId}`,
      input: { streamKeyArn: arnOf(app.config, 'stream-key', streamKeyId) },
      done: () => ({ status: 204 }),
      failed: ({ id: job, ending }) =>
        ending === 'notFound'
          ? new Problem('not-found', `The channel ${channelId} has no stream key ${streamKeyId}.`, {
              job,
            })
          : undefined,
    });
  },
});
