import { app } from '../app.ts';
import { cutShare } from '../jobs/rateLimiter.ts';
import type { Step } from './handler.ts';

/** Lets jobs use less of the quota of an operation whose direct calls come too soon. */
export const givingWay: Step = {
  after: ({ event }) => giveWay(event.throttled),
  onError: ({ event }) => giveWay(event.throttled),
};

async function giveWay(operations: ReadonlySet<string> = new Set()): Promise<void> {
  for (const operation of operations) {
    try {
      await cutShare(app(), operation);
    } catch (error) {
      // The answer to the request is more important.
      app().log.warn('The share of jobs was not reduced', { operation, error: String(error) });
    }
  }
}
