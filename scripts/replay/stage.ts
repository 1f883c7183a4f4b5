import { systemClock, type Clock } from '../../local/clock.ts';
import { startIvsLocal, type IvsLocal } from '../../local/ivs/server.ts';
import { AdjustableClock } from '../../local/ivs/state/adjustableClock.ts';
import { settingsFrom, type Settings } from '../../local/ivs/state/settings.ts';
import type { Night } from './night.ts';
import type { Cue } from './score.ts';

/** A year, in ms. */
const LONG_MS = 31_536_000_000;

const MANY = 1_000_000;

/** A night may be larger than the quotas of the account in which it is played. */
const ROOMY: Partial<Settings> = {
  localAddresses: true,
  throttling: false,
  channelsMax: MANY,
  recordingConfigurationsMax: MANY,
  concurrentStreamsMax: MANY,
  eventsKept: MANY,
};

/** The night decides when things happen. */
const DIRECTED: Partial<Settings> = {
  ...ROOMY,
  adBreakWithoutAdConfiguration: 'allowed',
  sessionEndedMs: 0,
  streamEndMs: 0,
  starvationStartMs: 0,
  limitBreachMs: 0,
  lossEndMs: LONG_MS,
};

/** The place where a night is played: an ivs-local of its own, whose clock stands. */
export interface Stage {
  readonly ivs: IvsLocal;
  readonly arnOf: (resourceType: 'channel' | 'recording-configuration', id: string) => string;
  /** Calls an operation of IVS, or the control API at a path under `_local/`. Returns a refusal. */
  call(method: 'POST' | 'PUT', path: string, body?: object): Promise<string | undefined>;
  /** Lets the clock and the delays of ivs-local go on as usual. */
  release(): void;
}

/** The id of the recording configuration for a bucket and a reconnect window, in seconds. */
export const configurationId = (bucketName: string, windowSeconds: number): string =>
  `${bucketName.replaceAll(/[^A-Za-z0-9]/g, '-')}-${windowSeconds}`;

function configurationsOf(cues: readonly Cue[]): object[] {
  const found = new Map<string, object>();
  for (const { act } of cues) {
    if (act?.does !== 'connect' || !act.recorded) continue;
    const { bucketName, windowSeconds } = act.recorded;
    const id = configurationId(bucketName, windowSeconds);
    found.set(id, {
      id,
      destinationConfiguration: { s3: { bucketName } },
      recordingReconnectWindowSeconds: windowSeconds,
    });
  }
  return [...found.values()];
}

/** The account and region that the night is played in, the port, and the clock below that of it. */
export interface StageOptions {
  readonly region: string;
  readonly accountId: string;
  readonly port?: number;
  readonly base?: Clock;
}

/** Starts an ivs-local with the channels of a night, at its beginning. */
export async function openStage(
  night: Night,
  cues: readonly Cue[],
  { region, accountId, port = 0, base = systemClock }: StageOptions,
): Promise<Stage> {
  const clock = new AdjustableClock(base, night.from - base.now());
  clock.freeze();
  const ivs = await startIvsLocal({
    clock,
    port,
    region,
    accountId,
    settings: DIRECTED,
    resources: {
      recordingConfigurations: configurationsOf(cues),
      channels: night.channels.map(({ id, name }) => ({ id, name })),
    },
  });
  return {
    ivs,
    arnOf: (resourceType, id) => `arn:aws:ivs:${region}:${accountId}:${resourceType}/${id}`,
    async call(method, path, body) {
      const response = await fetch(`${ivs.url}/${path}`, {
        method,
        ...(body && { body: JSON.stringify(body) }),
      });
      const answer = await response.text();
      return response.ok ? undefined : `${response.status} ${answer}`;
    },
    release() {
      Object.assign(ivs.settings, settingsFrom(ROOMY));
      clock.unfreeze();
    },
  };
}
