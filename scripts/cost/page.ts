import type { Counts } from './counts.ts';
import {
  amountsOf,
  ASSUMED,
  besideOf,
  monthOf,
  schedulesOf,
  sumOf,
  timesIn,
  usdOf,
  type Amounts,
  type Line,
  type PriceName,
  type Prices,
  type Usage,
} from './month.ts';

/** The lines of a bill, with the prices that each sums up. */
const BILL: readonly (readonly [what: string, names: readonly PriceName[]])[] = [
  ['HTTP API requests', ['httpRequests']],
  ['Lambda invocations', ['lambdaRequests']],
  ['Lambda GB-seconds', ['lambdaGbSeconds']],
  ['DynamoDB writes', ['writeUnits']],
  ['DynamoDB reads', ['readUnits']],
  ['DynamoDB storage and its backup', ['storage', 'backup']],
  ['EventBridge events', ['events']],
  ['SQS requests', ['queueRequests']],
  ['CloudWatch logs', ['logIngestion', 'logStorage']],
  ['CloudWatch alarms', ['alarmMetrics']],
  ['CloudWatch metrics', ['customMetrics']],
];

const named = (amounts: Amounts, names: readonly PriceName[]): Amounts =>
  Object.fromEntries(names.map((name) => [name, amounts[name] ?? 0]));

export const dollars = (usd: number, digits = 2): string =>
  `$${usd.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;

const amountText = (amounts: Amounts, names: readonly PriceName[]): string => {
  const [amount = 0] = names.map((name) => amounts[name] ?? 0);
  return amount.toLocaleString('en-US', { maximumFractionDigits: amount < 100 ? 2 : 0 });
};

/** One line of a bill: what is billed, how much of it, and its price in US dollars. */
export interface BillLine {
  what: string;
  amount: string;
  usd: number;
}

/** Returns the bill of a month by service, and the sum of it. */
export function billOf(lines: readonly Line[], prices: Prices): { lines: BillLine[]; usd: number } {
  const total = sumOf(lines.map(({ amounts }) => amounts));
  return {
    lines: BILL.map(([what, names]) => ({
      what,
      amount: amountText(total, names),
      usd: usdOf(named(total, names), prices),
    })),
    usd: usdOf(total, prices),
  };
}

/** Returns the same month by the work that is done. */
export const byWork = (lines: readonly Line[], prices: Prices): { what: string; usd: number }[] =>
  lines
    .map(({ what, amounts }) => ({ what, usd: usdOf(amounts, prices) }))
    .toSorted((a, b) => b.usd - a.usd);

/** The month of an account unless it is said otherwise; the rest depends on its channels. */
export const usageOf = (channels: number, more: Partial<Usage> = {}): Usage => ({
  channels,
  rotateEveryDays: 30,
  streamsPerDay: 1,
  streamHours: 2,
  readsPerDay: 50,
  created: Math.ceil(channels * 0.02),
  deleted: Math.ceil(channels * 0.02),
  suspended: Math.ceil(channels * 0.005),
  viewersRevoked: 0,
  routes: 0,
  ...more,
});

const SIZES = [20, 1_000, 10_000] as const;
const number = (value: number): string => value.toLocaleString('en-US');
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(head),
  row(head.map((_, at) => (at === 0 ? '---' : '--:'))),
  ...rows.map(row),
];

/** Returns docs/cost.md, from the counts and the prices. */
export function costPage(counts: Counts, prices: Prices): string {
  const usages = SIZES.map((channels) => usageOf(channels));
  const months = usages.map((usage) => monthOf(counts, usage));
  const bills = months.map((lines) => billOf(lines, prices));
  const heads = SIZES.map((channels) => `${number(channels)} channels`);
  const works = [...new Set(months.flatMap((lines) => lines.map(({ what }) => what)))];
  const workflows = Object.entries(counts.work).filter(([, { steps }]) => steps > 0);
  const perMonth = (engine: 'here' | 'stepFunctions' | 'durableFunctions'): string[] =>
    usages.map((usage) => {
      const times = timesIn(usage);
      const usd = workflows.reduce(
        (sum, [name, count]) => sum + (times[name] ?? 0) * besideOf(count, prices)[engine],
        0,
      );
      return dollars(usd);
    });
  return [
    '# Cost',
    '',
    'Printed by `npm run docs` from [counted calls](costs.json) and from ' +
      '[dated prices](../scripts/cost/prices.json); a test fails when this page is stale. Do not ' +
      'edit it.',
    '',
    `A month of Channelkeeper at AWS, in ${prices.region}, at the list prices of ${prices.date}: ` +
      'without free tiers, discounts and taxes. IVS itself, which bills hours of video, is not a ' +
      'part of it. `npm run cost -- --help` prices your own numbers.',
    '',
    '## A month of three sizes',
    '',
    usageText(usages[0]!),
    '',
    ...table(
      ['billed', ...heads],
      [
        ...BILL.map(([what], at) => [
          what,
          ...bills.map(({ lines }) => dollars(lines[at]?.usd ?? 0)),
        ]),
        ['**all**', ...bills.map(({ usd }) => `**${dollars(usd)}**`)],
        ['a channel', ...bills.map(({ usd }, at) => dollars(usd / (SIZES[at] ?? 1), 4))],
      ],
    ),
    '',
    'The same money by the work that it pays for:',
    '',
    ...table(
      ['work', ...heads],
      works.map((what) => [
        what,
        ...months.map((lines) =>
          dollars(usdOf(lines.find((line) => line.what === what)?.amounts ?? {}, prices)),
        ),
      ]),
    ),
    '',
    'And the schedules by function; they run whether anything happens or not:',
    '',
    ...table(
      ['schedule', ...heads],
      schedulesOf(counts.hours, 0, 0).map(({ what }) => [
        what,
        ...usages.map((usage) => {
          const live = (usage.streamsPerDay * usage.streamHours * usage.channels) / 24;
          const found = schedulesOf(counts.hours, usage.channels, live).find(
            (line) => line.what === what,
          );
          return dollars(usdOf(found?.amounts ?? {}, prices));
        }),
      ]),
    ),
    '',
    '## One piece of work',
    '',
    'Counted on the real functions with the journal on: every function that an event reaches, the ' +
      'refused writes, and the entries of both indexes. A write unit is 1 KB, a read unit 4 KB.',
    '',
    ...table(
      ['work', 'invocations', 'write units', 'read units', 'events', 'calls of IVS', 'a thousand'],
      Object.values(counts.work).map((count) => [
        count.title,
        number(sumValues(count.invocations)),
        number(count.store.writeUnits + count.store.indexWriteUnits),
        number(count.store.readUnits),
        number(count.events),
        number(sumValues(count.ivs)),
        dollars(1_000 * usdOf(amountsOf(count), prices), 3),
      ]),
    ),
    '',
    '## Beside the workflow engines of AWS',
    '',
    'The price of a thousand runs. For Channelkeeper it is everything that is counted above: the ' +
      'request, the job, the lock on the channel, the events and the journal. For the others it is ' +
      'the engine alone. The API, the lock, the limits of the calls of IVS, the journal and the ' +
      'check for lost events would have to be added.',
    '',
    ...table(
      ['workflow', 'steps', 'Channelkeeper', 'Step Functions Standard', 'durable functions'],
      workflows.map(([, count]) => {
        const { here, stepFunctions, durableFunctions } = besideOf(count, prices);
        return [
          count.title,
          number(count.steps),
          ...[here, stepFunctions, durableFunctions].map((usd) => dollars(1_000 * usd, 3)),
        ];
      }),
    ),
    '',
    'The workflows of a month, at the three sizes:',
    '',
    ...table(
      ['engine', ...heads],
      [
        ['Channelkeeper, all that is counted', ...perMonth('here')],
        ['Step Functions Standard, transitions alone', ...perMonth('stepFunctions')],
        ['Lambda durable functions, the engine alone', ...perMonth('durableFunctions')],
      ],
    ),
    '',
    ...assumptions(),
    '',
    '## Prices',
    '',
    `${prices.region}, ${prices.date}. ${prices.note}`,
    '',
    ...table(
      ['price', 'for', 'source', 'seen'],
      Object.values(prices.prices).map(({ unit, usd, source, seen }) => [
        `$${usd}`,
        unit,
        `[AWS](${source})`,
        seen === null ? '**not verified**' : `[here](${seen})`,
      ]),
    ),
    '',
  ].join('\n');
}

const sumValues = (values: Record<string, number>): number =>
  Object.values(values).reduce((sum, value) => sum + value, 0);

const usageText = (usage: Usage): string =>
  `Every channel has ${usage.streamsPerDay} stream of ${usage.streamHours} hours a day, is read ` +
  `${usage.readsPerDay} times a day, and has its stream key rotated every ` +
  `${usage.rotateEveryDays} days. In a month, 2 % of the channels are created, 2 % are deleted, ` +
  `and 0.5 % are suspended while they are live and resumed.`;

const assumptions = (): string[] => [
  '## Assumptions',
  '',
  'The numbers of requests, their units, the events and the time for which a function waits are ' +
    'counted. These are not:',
  '',
  `- Every function has ${ASSUMED.memoryGb * 1_024} MB. An invocation takes ${ASSUMED.ownMs} ms ` +
    `by itself, ${ASSUMED.storeMs} ms for a request to DynamoDB, ${ASSUMED.putEventsMs} ms for ` +
    `PutEvents and ${ASSUMED.ivsMs} ms for a call of IVS, one after another. The start of a new ` +
    'environment is not in it.',
  `- An invocation logs ${number(ASSUMED.logBytes)} bytes and a request ${ASSUMED.accessLogBytes} ` +
    'in the access log, which are kept for a month.',
  `- Lambda asks the queue of dead letters ${number(ASSUMED.queueRequestsAnHour)} times an hour ` +
    'while it is empty: five pollers, 20 seconds each.',
  `- The detailed metrics of the HTTP API are on (\`serverless.yml\`). AWS probably bills them as ` +
    `custom metrics, ${ASSUMED.metricsARoute} for each route that is used, but no page that we ` +
    'could read says so, so they are not in the sums. `npm run cost -- --routes 20` adds those of ' +
    '20 routes; `metrics: false` turns them off.',
  `- The deployment has ${ASSUMED.metrics} metrics of its own that have values all the time: twelve, ` +
    'and some of each workflow that is in use. CloudWatch bills them by the hour.',
  `- The alarms watch ${ASSUMED.alarmMetrics} metrics. An alarm on an expression is billed for ` +
    'each metric in it.',
  '- Events of IVS, schedules of EventBridge and their deliveries to functions cost nothing.',
  '- Failures are left out. The sweep takes up a failed job; a retry costs as much as the work.',
  '- An item in the table has the bytes of its JSON and 100 more. Journal entries are kept for ' +
    '400 days, so the storage is that of a deployment which is older than this.',
  '- The work of the refresh and of the check of the deadlines grows with the channels up to the ' +
    'limits of a run (3,750 channels read, 7,500 listed, 3,000 checked), and not beyond.',
  '- Step Functions: one transition for the beginning and one a step of our job; each state calls ' +
    'AWS by itself, and a wait is one state that holds a task token. Durable functions: one ' +
    `operation for the beginning and one a step, which leaves ${number(ASSUMED.stepBytes)} bytes; ` +
    'kept data is not in it.',
];
