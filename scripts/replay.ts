import { createInterface } from 'node:readline/promises';
import { isoTime, msOf } from '../lib/clock.ts';
import { OF_ACCOUNT } from '../lib/journal/entry.ts';
import { argumentsOf } from '../local/arguments.ts';
import { buildStatusPage } from '../local/buildStatusPage.ts';
import { openJournalStore } from './journalStore.ts';
import { compared, type Comparison } from './replay/compare.ts';
import { readNight, type Night } from './replay/night.ts';
import { atOnce, faster, stepwise } from './replay/pace.ts';
import { play, type Pace } from './replay/play.ts';
import { scoreOf } from './replay/score.ts';
import { openStage, type Stage } from './replay/stage.ts';

/** `npm run replay`: plays a night that the journal has recorded into an ivs-local of its own. */

const usage = `Usage: npm run replay -- --from 2026-11-28T22:00Z --to 2026-11-29T06:00Z [--channel ID]... [--table NAME]
                        [--speed N | --step] [--exit] [--port 0] [--region us-west-2] [--account 123456789012]

Reads the journal of the stack that runs in this folder, or of a table on AWS, and lets its streams happen again in a
new ivs-local, whose clock begins at --from. It prints each moment, and then goes on until Ctrl-C. See docs/replay.md.

  --from, --to         the night, as ISO 8601 instants
  --channel            a channel, several times if need be (every channel that has a journal)
  --table              a DynamoDB table on AWS, read with the credentials of the environment
  --speed              how much faster than usual time passes (at once)
  --step               time passes to the next moment with Enter
  --exit               end after the comparison
  --port               the port of ivs-local (any free port)
  --region, --account  the region and the account in the ARNs of the channels`;

const values = argumentsOf(usage, {
  from: { type: 'string' },
  to: { type: 'string' },
  channel: { type: 'string', multiple: true },
  table: { type: 'string' },
  speed: { type: 'string' },
  step: { type: 'boolean', default: false },
  exit: { type: 'boolean', default: false },
  port: { type: 'string', default: '0' },
  region: { type: 'string', default: 'us-west-2' },
  account: { type: 'string', default: '123456789012' },
});

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

function timeOf(option: '--from' | '--to', text: string | undefined): number {
  const ms = text === undefined ? undefined : msOf(text);
  return ms ?? fail(`${option} must be an instant such as 2026-11-28T22:00Z\n\n${usage}`);
}

function paceOf({ ivs: { clock } }: Stage): Pace {
  if (values.step) {
    console.log('Enter goes on to the next moment.');
    return stepwise(clock, terminal());
  }
  return values.speed === undefined ? atOnce(clock) : faster(clock, Number(values.speed));
}

function terminal(): ReturnType<typeof createInterface> {
  const opened = createInterface({ input: process.stdin, output: process.stdout });
  // The rest of the night passes at once when there is no input any more.
  process.once('exit', () => opened.close());
  return opened;
}

async function nightOf(from: number, to: number): Promise<Night> {
  const opened = await openJournalStore(values.table);
  if (!opened)
    return fail('No stack runs in this folder. Start one (npm start), or name a table: --table.');
  try {
    const journals = values.channel ?? (await opened.journals()).filter((id) => id !== OF_ACCOUNT);
    return await readNight(opened.store, journals, { from, to });
  } finally {
    opened.close();
  }
}

const oneLine = ({ channelId, name, at }: Comparison['missing'][number]): string =>
  `${isoTime(at)}  ${channelId}  ${name}`;

function printComparison({ same, apartMs, missing, extra }: Comparison): void {
  console.log(
    `\nivs-local has sent ${same} of the ${same + missing.length} events that IVS sent that night, ` +
      `at most ${apartMs / 1_000} s apart, and ${extra.length} others.`,
  );
  for (const told of missing) console.log(`  not played: ${oneLine(told)}`);
  for (const told of extra) console.log(`  only played: ${oneLine(told)}`);
}

const [from, to] = [timeOf('--from', values.from), timeOf('--to', values.to)];
if (to <= from) fail('--to must be later than --from');
if (values.speed !== undefined && !(Number(values.speed) > 0))
  fail('--speed must be a number above 0');
if (values.speed !== undefined && values.step) fail('--speed and --step exclude each other');
const night = await nightOf(from, to);
const cues = scoreOf(night);
if (cues.length === 0) fail('The journal has nothing in that time.');
await buildStatusPage();
const { region, account: accountId, port } = values;
const stage = await openStage(night, cues, { region, accountId, port: Number(port) });
const { ivs } = stage;
const stop = (): void => void ivs.close().then(() => process.exit(0));
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
console.log(
  `ivs-local is at ${ivs.url}, with a page and the IVS API, and its clock at ${isoTime(from)}\n`,
);
await play(night, cues, { stage, pace: paceOf(stage), print: (line) => console.log(line) });
printComparison(compared(night, ivs.events()));
if (values.exit) stop();
else {
  stage.release();
  console.log(
    `\nThe night is over, and the clock goes on. ${ivs.url} shows how it ended. Ctrl-C ends it.`,
  );
}
