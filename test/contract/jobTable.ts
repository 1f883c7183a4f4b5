import { describe } from 'vitest';
import { indexesContract } from './jobTable/indexes.ts';
import { itemsContract } from './jobTable/items.ts';
import { jobsContract } from './jobTable/jobs.ts';
import { rateLimiterContract } from './jobTable/rateLimiter.ts';
import { viewerSessionsContract } from './jobTable/viewerSessions.ts';

/**
 * Tests everything that Channelkeeper requires of its table, on any DynamoDB. `url` is called when
 * the tests run.
 */
export function jobTableContract({ name, url }: { name: string; url: () => string }): void {
  describe(`the job table on ${name}`, () => {
    itemsContract(url);
    jobsContract(url);
    indexesContract(url);
    rateLimiterContract(url);
    viewerSessionsContract(url);
  });
}
