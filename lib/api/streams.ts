import { arnOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import { getStream as readStream } from '../ivs/streams.ts';
import { defineRoute } from './route.ts';
import { perform } from './work.ts';

/** The show that is on. */
export const getStream = defineRoute({
  key: 'GET /v1/channels/{channelId}/stream',
  scope: 'channels:read',
  async answer({ app, parameters: { channelId } }) {
    const stream = await readStream(app.ivs, arnOf(app.config, 'channel', channelId));
    if (stream === 'notFound') throw new Problem('not-found', `There is no channel ${channelId}.`);
    if (stream === 'notLive') throw new Problem('channel-not-broadcasting', `The channel ${channelId} is not live.`);
    return { status: 200, body: { stream } };
  },
});

/** Stops the show that is on, once: the stream key survives, and with it the encoder may come back. */
export const stopStream = defineRoute({
  key: 'DELETE /v1/channels/{channelId}/stream',
  scope: 'streams:write',
  mutates: true,
  answer: (call) =>
    perform(call, { workflow: 'stopStream', subject: `channel/${call.parameters.channelId}`, done: () => ({ status: 204 }) }),
});
