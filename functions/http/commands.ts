import { edge } from '../../lib/http/handler.ts';
import { commands } from '../../lib/api/routes.ts';

/** Everything that starts or steers work. */
export const handler = edge(commands);
