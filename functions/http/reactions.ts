import { givingWay } from '../../lib/http/givingWay.ts';
import { edge } from '../../lib/http/handler.ts';
import { reactions } from '../../lib/api/routes.ts';

/** Serves the routes of reactions and policies. */
export const handler = edge(reactions, givingWay);
