import * as z from 'zod/mini';
import { reaction } from '../../lib/events/handler.ts';
import { rotateDueStreamKeys } from '../../lib/events/streamKeyRotation.ts';

/** Every hour: starts the rotation of every stream key that is due. */
export const handler = reaction({
  takes: z.unknown(),
  reserveMs: 20_000,
  does: (app, _event, untilMs) => rotateDueStreamKeys(app, untilMs),
});
