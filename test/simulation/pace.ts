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
 * Returns the operations that jobs called faster than the quota of IVS allows, and the calls that
 * were throttled, one per line.
 */
export function tooFast({ stack: { ivs } }: World): string[] {
  const requests = ivs.requests();
  return OF_JOBS.flatMap((operation) => {
    const rate = ivs.settings.rates[operation] ?? Infinity;
    const calls = requests.filter((request) => request.operation === operation);
    const times = calls.map(({ at }) => Date.parse(at));
    const burst = times.findIndex((at, i) => (times[i + rate] ?? Infinity) - at < 1_000);
    return [
      ...(burst < 0
        ? []
        : [`More than ${rate} ${operation} within a second from ${calls[burst]?.at}.`]),
      ...calls
        .filter(({ status }) => status === 429)
        .map(({ at }) => `${operation} was throttled at ${at}.`),
    ];
  });
}
