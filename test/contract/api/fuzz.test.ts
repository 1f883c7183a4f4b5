import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { faultIn, operations, undocumented } from '../../answers.ts';
import { givenChannel, givenLiveChannel, keysOf } from '../../given.ts';
import { World } from '../../world.ts';
import { requestOf, type Known, type MadeUp } from './requests.ts';

// The running service, asked what its own document allows and what it does not: FUZZ_REQUESTS says how often, FUZZ_SEED repeats a run.

const count = Number(process.env.FUZZ_REQUESTS ?? '300');
const seed = Number(process.env.FUZZ_SEED ?? '1');
/** Now and then time passes, so that what waits goes on. */
const EVERY = 20;

let world: World;
beforeEach(async () => {
  world = await World.open({ seed });
});
afterEach(() => world.close());

async function idsOf(): Promise<Record<keyof Known, string[]>> {
  const idle = await givenChannel(world);
  const live = await givenLiveChannel(world, { reconnectAfterMs: 2_000 });
  const [key] = await keysOf(world, idle);
  const { body } = await world.http('POST', `/v1/channels/${live.id}/stream-key-rotations?when=idle`);
  return { channelId: [idle.id, live.id], streamKeyId: [key?.arn?.split('/')[1] ?? ''], jobId: [(body.job as { id: string }).id], asset: ['start'] };
}

/** What later requests may ask about. */
function learn(known: Record<keyof Known, string[]>, body: Record<string, unknown>): void {
  const { job, channel } = body as { job?: { id: string }; channel?: { arn: string } };
  if (job && (known.jobId?.length ?? 0) < 40) known.jobId?.push(job.id);
  if (channel && (known.channelId?.length ?? 0) < 10) known.channelId?.push(channel.arn.split('/')[1] ?? '');
}

const shown = ({ method, path, headers, text }: MadeUp): string => `${method} ${path} ${JSON.stringify(headers)} ${text ?? ''}`;

test(
  `${count} requests made up from the document get documented answers, none of them a fault of ours (FUZZ_SEED=${seed})`,
  async () => {
    const known = await idsOf();
    const statuses = new Map<string, number>();
    const requests = fc.sample(fc.oneof(...operations.map((operation) => requestOf(operation, () => known))), { numRuns: count, seed });
    for (const [index, request] of requests.entries()) {
      if (index % EVERY === 0) await world.advance(5_000);
      const { operation, method, path, ...asked } = request;
      const where = `FUZZ_SEED=${seed}, request ${index}: ${shown(request)}`;
      // The world itself holds every answer against the document.
      const answer = await world.http(method, path, asked).catch((cause: unknown) => {
        throw new Error(`${where}: ${String(cause)}`, { cause });
      });
      expect(answer.status, `${where}: ${answer.text}`).toBeLessThan(500);
      // An odd id makes another address of it, or none: by its operation the answer has to be documented all the same.
      expect(undocumented(method, operation.path, answer), where).toBeUndefined();
      statuses.set(`${operation.operationId} ${answer.status}`, (statuses.get(`${operation.operationId} ${answer.status}`) ?? 0) + 1);
      learn(known, answer.body);
    }
    if (process.env.SHOW_LOG) console.log(Object.fromEntries(statuses));
    // It is no test of anything if all it ever hears is 400.
    const all = [...statuses.entries()];
    const share = (first: string): number => all.filter(([name]) => name.includes(` ${first}`)).reduce((sum, [, times]) => sum + times, 0) / count;
    expect(share('2')).toBeGreaterThan(0.15);
    expect(share('4')).toBeGreaterThan(0.15);
  },
  Math.max(60_000, count * 200),
);

test('what is made up as the document wants it keeps the schema of the document', () => {
  for (const operation of operations) {
    const schema = operation.requestBody?.content['application/json'].schema;
    if (!schema) continue;
    const good = fc.sample(requestOf(operation, () => ({})), { numRuns: 50, seed }).filter(({ text }) => {
      try {
        return faultIn(schema, JSON.parse(text ?? '')) === undefined;
      } catch (error) {
        if (error instanceof SyntaxError) return false;
        throw error;
      }
    });
    expect(good.length, operation.operationId).toBeGreaterThan(20);
    expect(good.length, operation.operationId).toBeLessThan(50);
  }
});
