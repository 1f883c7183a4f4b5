import { msOf } from '../../lib/client/clock.ts';
import { dataOf } from '../../lib/client/client.ts';
import { inline } from '../output/text.ts';
import type { Session } from '../session.ts';
import type { Finding } from './finding.ts';

/** A longer queue of calls than this keeps jobs waiting noticeably. */
const QUEUE_MS_MAX = 8_000;
/** A 429 of this age still slows jobs down. */
const THROTTLED_MS = 60_000;

/**
 * Looks for quotas of IVS that are used up: jobs queue for them, or IVS has just refused a call for
 * them.
 */
export async function quotas({ client, signal }: Session): Promise<Finding[]> {
  const answer = dataOf(await client.GET('/v1/quotas', { signal }));
  const now = msOf(answer.asOf) ?? 0;
  const found = answer.quotas.flatMap<Finding>(
    ({ operation, rate, nextSlotAt, nextEmergencySlotAt, throttledAt }) => {
      const ahead = Math.max(
        ...[nextSlotAt, nextEmergencySlotAt].map((at = '') => (msOf(at) ?? now) - now),
      );
      const sinceMs = now - (msOf(throttledAt ?? '') ?? -Infinity);
      const texts = [
        ...(ahead > QUEUE_MS_MAX
          ? [`calls queue for ${Math.round(ahead / 1_000)} s, at ${rate} a second`]
          : []),
        ...(sinceMs <= THROTTLED_MS
          ? [`IVS answered 429 ${Math.max(0, Math.round(sinceMs / 1_000))} s ago`]
          : []),
      ];
      if (texts.length === 0) return [];
      return [
        {
          check: 'quotas',
          state: 'problem',
          text: `${inline(operation)}: ${texts.join('; ')}`,
          command: 'channelkeeper quotas list',
        },
      ];
    },
  );
  return found.length > 0
    ? found
    : [{ check: 'quotas', state: 'ok', text: 'no call of a job waits for a quota of IVS' }];
}
