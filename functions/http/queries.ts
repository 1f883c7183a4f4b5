import { givingWay } from '../../lib/http/givingWay.ts';
import { edge } from '../../lib/http/handler.ts';
import { queries } from '../../lib/api/routes.ts';

/** Serves the routes that only read. */
export const handler = edge(queries, givingWay);
