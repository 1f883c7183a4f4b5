/**
 * `npm run bench:api`: checks whether the API keeps its promises under load. For a minute, hundreds
 * of concurrent callers make all kinds of requests; then the final state is compared with the
 * answers. Ends with 1 when anything was lost, created twice, or answered with a fault; `--json`
 * prints the figures for a program.
 */
import { loadavg } from 'node:os';
import { argumentsOf } from '../local/arguments.ts';
import type { Stack } from '../local/stack.ts';
import { createCaller, type Scene } from './load/caller.ts';
import { createLedger } from './load/ledger.ts';
import { goOn } from './load/mix.ts';
import { startSystem } from './load/system.ts';
import { createTally, type Figures } from './load/tally.ts';
import { judge, rest } from './load/verdict.ts';

const values = argumentsOf(
  'Usage: npm run bench:api -- [--callers 500] [--seconds 60] [--seed 1] [--json]',
  {
    callers: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
);
const [callers, seconds, seed] = [
  Number(values.callers),
  Number(values.seconds),
  Number(values.seed),
];

const lines: string[] = [];
const tally = createTally();
process.on('unhandledRejection', (reason) => tally.fault(`Nobody handled this: ${String(reason)}`));

let stack: Stack | undefined;
try {
  stack = await startSystem(lines);
  const report = await load(stack);
  if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else print(report);
  process.exitCode = tally.faults.length === 0 ? 0 : 1;
} finally {
  await stack?.close();
}

async function load(system: Stack): Promise<Report> {
  const { ivs, url, issuer } = system;
  ivs.settings.throttling = false;
  const make = async (name: string): Promise<string> => {
    const response = await fetch(`${ivs.url}/CreateChannel`, {
      method: 'POST',
      body: JSON.stringify({ name }),
    });
    return ((await response.json()) as { channel: { arn: string } }).channel.arn;
  };
  const idOf = (arn: string): string => arn.split('/')[1] ?? '';
  const some = (count: number, name: string): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, (_, n) => make(`${name}-${n}`)));
  const [idle, live] = [
    await some(Math.ceil(callers / 12), 'idle'),
    await some(Math.ceil(callers / 25), 'live'),
  ];
  for (const channelArn of live) ivs.connectEncoder({ channelArn, reconnectAfterMs: 500 });
  ivs.settings.throttling = true;

  const scene: Scene = {
    url,
    untilMs: performance.now() + seconds * 1_000,
    idle: idle.map(idOf),
    live: live.map(idOf),
    connectEncoder: (id) =>
      void ivs.connectEncoder({
        channelArn: `${live[0]?.split('/')[0] ?? ''}/${id}`,
        reconnectAfterMs: 500,
      }),
    ledger: createLedger(),
    tally,
  };
  const all = await Promise.all(
    Array.from({ length: callers }, async (_, number) =>
      createCaller(scene, {
        number,
        seed,
        token: await issuer.mint({ subject: `caller-${number}` }),
      }),
    ),
  );
  const sinceMs = performance.now();
  await Promise.all(all.map((caller) => goOn(caller, seconds >= 20)));
  const busyMs = performance.now() - sinceMs;
  const busy = tally.figures();
  const afterwards = createCaller(scene, { number: callers, seed, token: await issuer.mint() });
  const { restMs, jobs } = await rest(system, afterwards);
  const outcome = await judge(system, afterwards, jobs, lines);
  const requestsPerSecond = Math.round(busy.requests / (busyMs / 1_000));
  const ofMachine = loadavg().map((load) => Number(load.toFixed(1)));
  return {
    callers,
    seconds,
    requestsPerSecond,
    ...busy,
    restMs,
    outcome,
    load: ofMachine,
    faults: tally.faults,
  };
}

interface Report extends Figures {
  callers: number;
  seconds: number;
  requestsPerSecond: number;
  /** The time until the last job had ended. */
  restMs: number;
  outcome: Record<string, number>;
  /** The load of the machine over 1, 5 and 15 minutes. */
  load: number[];
  faults: readonly string[];
}

function print({ kinds, statuses, outcome, faults, ...figures }: Report): void {
  const words = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  console.log(
    `${figures.callers} callers at once for ${figures.seconds} s: ${figures.requests} ` +
      `requests, ${figures.requestsPerSecond} a second`,
  );
  console.log(`statuses: ${words(statuses)}`);
  for (const [kind, { requests, medianMs, p99Ms, statuses: those }] of Object.entries(kinds)) {
    console.log(
      `${kind.padEnd(30)}${String(requests).padStart(6)}   median ` +
        `${String(medianMs).padStart(5)} ms   p99 ${String(p99Ms).padStart(6)} ms   ` +
        words(those),
    );
  }
  console.log(
    `${words(outcome)}; the last job had ended ${(figures.restMs / 1_000).toFixed(0)} s ` +
      `later; load of the machine ${figures.load.join(', ')}`,
  );
  for (const fault of faults) console.log(`WRONG: ${fault}`);
  console.log(
    faults.length === 0 ? 'no fault, nothing lost, nothing made twice' : 'a promise is broken',
  );
}
