import * as z from 'zod/mini';
import { reaction } from '../../lib/events/handler.ts';
import { measure } from '../../lib/events/measure.ts';

/** Every minute: measures the deployment, and publishes what it finds as metrics. */
export const handler = reaction({ takes: z.unknown(), reserveMs: 0, does: measure });
