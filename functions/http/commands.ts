import { givingWay } from '../../lib/http/givingWay.ts';
import { edge } from '../../lib/http/handler.ts';
import { commands } from '../../lib/api/routes.ts';

/** Serves the routes that start or steer jobs, or act on a live stream. */
export const handler = edge(commands, givingWay);
