/**
 * `npm run cost`: prints what a month of Channelkeeper costs at AWS. The numbers of requests are
 * those of docs/costs.json, which a test counts on the real functions; the prices are those of
 * scripts/cost/prices.json.
 */
import { argumentsOf } from '../local/arguments.ts';
import { readCounts } from './cost/counts.ts';
import { readPrices } from './cost/month.ts';
import { printedMonth, usageFrom, USAGE } from './cost/options.ts';

const values = argumentsOf(USAGE, {
  channels: { type: 'string' },
  'rotate-every': { type: 'string' },
  'streams-per-day': { type: 'string' },
  'stream-hours': { type: 'string' },
  'reads-per-day': { type: 'string' },
  created: { type: 'string' },
  deleted: { type: 'string' },
  suspended: { type: 'string' },
  'viewers-revoked': { type: 'string' },
  routes: { type: 'string' },
  json: { type: 'boolean', default: false },
});
const { json, ...asked } = values;
const usage = usageFrom(asked);
if (typeof usage === 'string') {
  console.error(`${usage}\n\n${USAGE}`);
  process.exit(1);
}
process.stdout.write(printedMonth(usage, readCounts(), readPrices(), json));
