import { deadLetters } from '../../lib/api/routes.ts';
import { givingWay } from '../../lib/http/givingWay.ts';
import { edge } from '../../lib/http/handler.ts';

/** Serves the routes of dead letters. A redrive runs a reaction, with the rights that it needs. */
export const handler = edge(deadLetters, givingWay);
