import { operations } from '../../lib/api/routes.ts';
import { givingWay } from '../../lib/http/givingWay.ts';
import { edge } from '../../lib/http/handler.ts';

/** Serves the routes of operations on many channels. Their items are left to the workers. */
export const handler = edge(operations, givingWay);
