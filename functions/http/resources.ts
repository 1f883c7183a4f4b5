import { resources } from '../../lib/api/routes.ts';
import { givingWay } from '../../lib/http/givingWay.ts';
import { edge } from '../../lib/http/handler.ts';

/** Serves the direct changes of resources other than channels and streams, and of tags. */
export const handler = edge(resources, givingWay);
