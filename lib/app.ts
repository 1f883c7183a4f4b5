import { openBus, type Bus } from './bus.ts';
import type { Cause } from './cause.ts';
import { systemClock, type Clock } from './clock.ts';
import { readConfig, type Config } from './config.ts';
import { openStore, type Store } from './dynamodb.ts';
import { openIvs, type Ivs } from './ivs/client.ts';
import { logAbout, openLog, type Log } from './log.ts';
import { systemRandom, type Random } from './random.ts';

/**
 * Everything that the deployment can reach. A function takes the parts that it needs, so its
 * signature shows what its code can reach.
 */
export interface App {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly store: Store;
  readonly bus: Bus;
  readonly ivs: Ivs;
  /** The cause of the present invocation; jobs that begin in it carry it on. */
  readonly cause?: Cause;
}

/** Returns an app whose log lines all have these fields. */
export const appAbout = <Parts extends Pick<App, 'log'>>(
  app: Parts,
  fields: Readonly<Record<string, unknown>>,
): Parts => ({ ...app, log: logAbout(app.log, fields) });

/**
 * Opens the deployment that the environment describes. `parts` replaces the parts that a test
 * controls itself.
 */
export function openApp(parts: Partial<App> = {}): App {
  const config = parts.config ?? readConfig();
  const log = parts.log ?? openLog(config.functionName);
  const clock = parts.clock ?? systemClock;
  return {
    config,
    log,
    clock,
    random: parts.random ?? systemRandom,
    store: parts.store ?? openStore(config, clock),
    bus: parts.bus ?? openBus(config),
    ivs: parts.ivs ?? openIvs(clock),
  };
}

let opened: App | undefined;

/**
 * Returns the app of this process, which is opened at its first use and kept while the Lambda
 * environment is warm.
 */
export function app(): App {
  opened ??= openApp();
  return opened;
}

/** Lets tests run the handlers, unchanged, on an app of their own. */
export function useApp(replacement: App): void {
  opened = replacement;
}
