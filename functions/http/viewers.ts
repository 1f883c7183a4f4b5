import { viewers } from '../../lib/api/routes.ts';
import { givingWay } from '../../lib/http/givingWay.ts';
import { edge } from '../../lib/http/handler.ts';

/** Serves the routes of viewer bans, and those that change by one call what governs channels. */
export const handler = edge(viewers, givingWay);
