import { edge } from '../../lib/http/handler.ts';
import { reference } from '../../lib/openapi/routes.ts';

/** The API's description of itself: the OpenAPI document and the page that shows it. */
export const handler = edge(reference);
