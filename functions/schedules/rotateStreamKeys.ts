import * as z from 'zod/mini';
import { reaction } from '../../lib/api/reaction.ts';
import { rotateDueStreamKeys } from '../../lib/jobs/rotation.ts';

/** Every day: starts the rotation of every stream key whose time has come. */
export const handler = reaction({
  takes: z.unknown(),
  reserveMs: 20_000,
  does: (app, _event, untilMs) => rotateDueStreamKeys(app, untilMs),
});
