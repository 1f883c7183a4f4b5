import type { World } from '../world.ts';

/**
 * The operations that only jobs call. Reads call the other operations as well, and reads have no
 * limiter.
 */
const OF_JOBS = [
  'CreateChannel',
  'DeleteChannel',
  'CreateStreamKey',
  'DeleteStreamKey',
  'StopStream',
  'StartViewerSessionRevocation',
  'BatchStartViewerSessionRevocation',
];

/**
 * Returns the most calls within a second: a second's calls, those of half a second that are caught
 * up, and one that comes late in its interval.
 */
const mostOf = (rate: number): number => rate + Math.ceil(rate / 2) + 1;

/**
 * Returns the operations that jobs called faster than they may, and the calls that were throttled,
 * one per line.
 */
export function tooFast({ stack: { ivs } }: World): string[] {
  const requests = ivs.requests();
  return OF_JOBS.flatMap((operation) => {
    const most = mostOf(ivs.settings.rates[operation] ?? Infinity);
    const calls = requests.filter((request) => request.operation === operation);
    const times = calls.map(({ at }) => Date.parse(at));
    const burst = times.findIndex((at, i) => (times[i + most] ?? Infinity) - at < 1_000);
    return [
      ...(burst < 0
        ? []
        : [`More than ${most} ${operation} within a second from ${calls[burst]?.at}.`]),
      ...calls
        .filter(({ status }) => status === 429)
        .map(({ at }) => `${operation} was throttled at ${at}.`),
    ];
  });
}
