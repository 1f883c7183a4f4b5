import { edge } from '../../lib/api/edge.ts';
import { queries } from '../../lib/api/routes.ts';

/** Everything that only reads. */
export const handler = edge(queries);
