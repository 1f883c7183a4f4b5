import * as z from 'zod/mini';
import { arnOf } from '../arns.ts';
import { noChannel } from '../http/problems.ts';
import { defineRoute } from '../http/route.ts';
import { described, IVS_PROBLEMS, text } from '../http/schemas.ts';
import { getChannel } from '../ivs/channels.ts';

/**
 * Returns the SRT ingest of a channel with its passphrase, which is as sensitive as a stream key.
 * IVS makes the passphrase with the channel and never changes it (IVS API reference, Srt).
 */
export const getSrtIngest = defineRoute({
  key: 'GET /v1/channels/{channelId}/srt',
  scope: 'stream-keys:read',
  name: 'getSrtIngest',
  summary: 'Get the SRT ingest of a channel with its passphrase',
  description:
    'An encoder sends the passphrase besides the value of the stream key. Only this operation ' +
    'returns it. A rotation of the stream key does not change it.',
  answers: {
    200: {
      description: 'The SRT ingest.',
      schema: z.object({
        srt: z.object({
          endpoint: text,
          passphrase: described('Absent if IVS asks for none.', text),
        }),
      }),
    },
  },
  problems: [...IVS_PROBLEMS, 'not-found'],
  async answer({ app, parameters: { channelId } }) {
    const channel = await getChannel(app.ivs, arnOf(app.config, 'channel', channelId));
    if (channel === 'notFound') throw noChannel(channelId);
    const { endpoint, passphrase } = channel.srt ?? {};
    return {
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: { srt: { endpoint, passphrase } },
    };
  },
});
