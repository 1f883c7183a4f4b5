import { edge } from '../../lib/api/edge.ts';
import { reference } from '../../lib/api/reference.ts';

/** What the API says of itself: the OpenAPI document and the page that shows it. */
export const handler = edge(reference);
