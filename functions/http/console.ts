import { consoleRoutes } from '../../lib/api/console.ts';
import { edge } from '../../lib/http/handler.ts';

/** Serves the console: the page, its files and its settings. */
export const handler = edge(consoleRoutes);
