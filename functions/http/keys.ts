import { keys } from '../../lib/api/routes.ts';
import { givingWay } from '../../lib/http/givingWay.ts';
import { edge } from '../../lib/http/handler.ts';

/** Serves the routes that take keys away or replace them. It reads no value of a stream key. */
export const handler = edge(keys, givingWay);
