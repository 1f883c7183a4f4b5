import { edge } from '../../lib/http/handler.ts';
import { streamKeys } from '../../lib/api/routes.ts';

/** The only function whose role may read the value of a stream key. It shows passphrases too. */
export const handler = edge(streamKeys);
