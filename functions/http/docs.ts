import { edge } from '../../lib/http/handler.ts';
import { reference } from '../../lib/openapi/routes.ts';

/** Serves the description of the API: the OpenAPI document and the page that shows it. */
export const handler = edge(reference);
