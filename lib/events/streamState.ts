import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { msOf } from '../clock.ts';
import { noteStreamState } from './streamStateReactions.ts';

/**
 * The fields that we need of IVS's "IVS Stream State Change" (IVS user guide, "Using Amazon
 * EventBridge"); its other fields may change without our noticing.
 */
export const streamStateEvent = z.object({
  source: z.literal('aws.ivs'),
  'detail-type': z.literal('IVS Stream State Change'),
  time: z.string(),
  resources: z.array(z.string()).check(z.minLength(1)),
  detail: z.object({
    event_name: z.string().check(z.minLength(1)),
    stream_id: z.string().check(z.minLength(1)),
  }),
});

/**
 * Hands the event on in our words. One about a channel of another account or region is logged and
 * dropped. Times in ms since the epoch.
 */
export async function streamStateChanged(
  app: App,
  event: z.infer<typeof streamStateEvent>,
  untilMs: number,
): Promise<void> {
  const { time, resources, detail } = event;
  // IVS's own samples have blanks around the ARN.
  const channelArn = resources[0]?.trim() ?? '';
  if (!channelArn.startsWith(arnOf(app.config, 'channel', ''))) {
    app.log.warn('Dropped an event about a channel that this deployment does not manage', {
      resources,
    });
    return;
  }
  // An event may come hours late: `at` is when it happened.
  const at = msOf(time) ?? app.clock.now();
  await noteStreamState(
    app,
    { channelArn, streamId: detail.stream_id, eventName: detail.event_name, at },
    untilMs,
  );
}
