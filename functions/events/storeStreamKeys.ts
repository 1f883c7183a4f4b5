import { reaction } from '../../lib/events/handler.ts';
import { storeStreamKey, streamKeyNews } from '../../lib/events/storeStreamKey.ts';
import { secretsManager } from '../../lib/secretsManager.ts';

/** Writes the value of each new stream key into the secret of its channel. */
export const handler = reaction({
  takes: streamKeyNews,
  reserveMs: 10_000,
  does: (app, event, untilMs) => storeStreamKey(app, secretsManager(), event, untilMs),
});
