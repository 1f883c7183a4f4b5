import type { Job } from '../../lib/jobs/job.ts';
import { isProtected } from '../../lib/tags.ts';
import { suspended, type Traces } from './trespasses.ts';

/** Returns the ARNs of the channels that are protected from their creation on. */
const protectedChannels = (jobs: readonly Job[]): Set<string> =>
  new Set(
    jobs.flatMap(({ workflow, input, memory }) => {
      const { tags } = (input.channel ?? {}) as { tags?: Record<string, string> };
      return workflow === 'provisionChannel' && isProtected(tags) && memory.channelArn
        ? [memory.channelArn]
        : [];
    }),
  );

/** Checks that no channel which was protected from the beginning was harmed. */
export function harmsToProtected(jobs: readonly Job[], { requests, items }: Traces): string[] {
  const guarded = protectedChannels(jobs);
  const ids = new Set([...guarded].map((arn) => arn.slice(arn.lastIndexOf('/') + 1)));
  return [
    ...requests
      .filter(
        ({ operation, status, channelArn = '' }) =>
          /^(?:DeleteChannel|StopStream)$/.test(operation) &&
          status < 300 &&
          guarded.has(channelArn),
      )
      .map(
        ({ operation, channelArn = '', at }) =>
          `${operation} of ${channelArn} at ${at}, which is protected.`,
      ),
    ...suspended(items)
      .filter((id) => ids.has(id))
      .map((id) => `The channel ${id} is protected and suspended.`),
  ];
}
