import { edge } from '../../lib/http/handler.ts';
import { queries } from '../../lib/api/routes.ts';

/** Everything that only reads. */
export const handler = edge(queries);
