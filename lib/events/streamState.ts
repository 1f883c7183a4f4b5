import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { msOf } from '../clock.ts';
import { noteStreamState } from './streamStateReactions.ts';

/**
 * The fields that we need of IVS's "IVS Stream State Change" (IVS user guide, "Using Amazon
 * EventBridge"). Its other fields may change.
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
 * Translates the event and passes it on. An event about a channel of another account or region is
 * logged and dropped. Times in ms since the epoch.
 */
export async function streamStateChanged(
  app: App,
  event: z.infer<typeof streamStateEvent>,
  untilMs: number,
): Promise<void> {
  const { time, resources, detail } = event;
  // The ARN in IVS's own samples has blanks around it.
  const channelArn = resources[0]?.trim() ?? '';
  if (!channelArn.startsWith(arnOf(app.config, 'channel', ''))) {
    app.log.warn('Dropped an event about a channel that this deployment does not manage', {
      resources,
    });
    return;
  }
  // An event may arrive hours late: `at` is the time at which it happened.
  const at = msOf(time) ?? app.clock.now();
  await noteStreamState(
    app,
    { channelArn, streamId: detail.stream_id, eventName: detail.event_name, at },
    untilMs,
  );
}
