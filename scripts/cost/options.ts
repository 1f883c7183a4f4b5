import { intervalOf } from '../../lib/tags.ts';
import type { Counts } from './counts.ts';
import { DAYS, monthOf, type Prices, type Usage } from './month.ts';
import { billOf, byWork, dollars, usageOf } from './page.ts';

export const USAGE = `Usage: npm run cost -- [options]

  --channels <n>         the channels of the account (1,000)
  --rotate-every <time>  the age at which stream keys are rotated, such as 30d or 12h, or never (30d)
  --streams-per-day <n>  streams of a channel a day (1)
  --stream-hours <n>     the length of a stream in hours (2)
  --reads-per-day <n>    requests that read a channel, a channel and day (50)
  --created <n>          channels created in a month (2 % of the channels)
  --deleted <n>          channels deleted in a month (2 %)
  --suspended <n>        channels suspended and resumed in a month (0.5 %)
  --viewers-revoked <n>  viewer sessions revoked in a month (0)
  --routes <n>           routes of the API in use, if their metrics are billed (0)
  --json                 print the month as JSON`;

type Asked = Readonly<Record<string, string | undefined>>;

/** The options that are numbers: the member that each sets, and the most that makes sense. */
const NUMBERS: readonly (readonly [option: string, member: keyof Usage, max: number])[] = [
  ['channels', 'channels', 1_000_000],
  ['streams-per-day', 'streamsPerDay', 1_000],
  ['stream-hours', 'streamHours', 48],
  ['reads-per-day', 'readsPerDay', 1_000_000],
  ['created', 'created', 10_000_000],
  ['deleted', 'deleted', 10_000_000],
  ['suspended', 'suspended', 10_000_000],
  ['viewers-revoked', 'viewersRevoked', 1_000_000_000],
  ['routes', 'routes', 200],
];
/** Members that count things, so they are whole numbers. */
const WHOLE = new Set<keyof Usage>([
  'channels',
  'created',
  'deleted',
  'suspended',
  'viewersRevoked',
  'routes',
]);

/** Returns the month that the options describe, or a sentence about the option that is wrong. */
export function usageFrom(asked: Asked): Usage | string {
  const given: Partial<Usage> = {};
  for (const [option, member, max] of NUMBERS) {
    const text = asked[option];
    if (text === undefined) continue;
    const kind = WHOLE.has(member) ? 'a whole number' : 'a number';
    const number = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
    if (!(number <= max) || (WHOLE.has(member) && !Number.isInteger(number)))
      return `--${option} must be ${kind} from 0 to ${max.toLocaleString('en-US')}, not "${text}".`;
    given[member] = number;
  }
  const rotation = asked['rotate-every'];
  if (rotation !== undefined) {
    const days = daysOf(rotation);
    if (days === undefined)
      return `--rotate-every must be a time such as 30d or 12h, at most a year, or never, not "${rotation}".`;
    given.rotateEveryDays = days;
  }
  const usage = usageOf(given.channels ?? 1_000, given);
  if (usage.streamsPerDay * usage.streamHours > 24)
    return (
      `A channel cannot be live for ${usage.streamsPerDay * usage.streamHours} hours a day: ` +
      'lower --streams-per-day or --stream-hours.'
    );
  return usage;
}

const DAY_MS = 86_400_000;

/** Returns an interval in days, as the tag of a channel may state it; 0: never. */
function daysOf(text: string): number | undefined {
  if (text === 'never') return 0;
  const ms = intervalOf(text);
  return ms === undefined ? undefined : ms / DAY_MS;
}

/** Returns a month as text, or as JSON. */
export function printedMonth(
  usage: Usage,
  counts: Counts,
  prices: Prices,
  asJson: boolean,
): string {
  const lines = monthOf(counts, usage);
  const bill = billOf(lines, prices);
  const work = byWork(lines, prices);
  const { region, date } = prices;
  if (asJson)
    return `${JSON.stringify({ region, date, usage, bill: bill.lines, work, usd: bill.usd }, null, 2)}\n`;
  const width = Math.max(...[...bill.lines, ...work].map(({ what }) => what.length));
  const line = (what: string, usd: number, amount = ''): string =>
    `  ${what.padEnd(width)} ${dollars(usd).padStart(12)} ${amount.padStart(18)}`.trimEnd();
  return [
    `A month (${DAYS.toFixed(1)} days) with ${usage.channels.toLocaleString('en-US')} channels, ` +
      `${region}, list prices of ${date}, without IVS`,
    '',
    ...bill.lines.map(({ what, usd, amount }) => line(what, usd, amount)),
    line('all', bill.usd),
    '',
    'The same by the work that it pays for',
    '',
    ...work.map(({ what, usd }) => line(what, usd)),
    '',
    'docs/cost.md says what is counted, what is assumed, and where the prices are from.',
    '',
  ].join('\n');
}
