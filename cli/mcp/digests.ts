import { createHash } from 'node:crypto';
import type { Clock } from '../../lib/client/clock.ts';
import { randomId, systemRandom } from '../../lib/client/random.ts';
import { CliError } from '../exit.ts';
import { isRecord } from '../output/text.ts';
import type { Request } from '../request.ts';

// A change is made only with the digest of a plan that this process has shown.

/** An order is a request to one operation of one deployment. */
export interface Order {
  readonly url: string;
  readonly operationId: string;
  readonly request: Request;
}

interface Shown {
  readonly order: Order;
  /** In ms since the epoch. */
  readonly until: number;
  readonly salt: string;
  isSpent: boolean;
}

export const HOLDS_FOR_SECONDS = 600;
/** The number of plans that are remembered; the oldest is forgotten first. */
const SHOWN_MAX = 1_000;

/** Returns a value as JSON in which members have one order. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, of]) => of !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, of]) => `${JSON.stringify(name)}:${canonical(of)}`);
  return `{${members.join(',')}}`;
}

/** Returns a plan without its estimate of the time, which changes while the plan stays the same. */
function lasting(plan: unknown): unknown {
  if (!isRecord(plan) || !isRecord(plan.dryRun)) return plan;
  const { etaSeconds: _estimate, ...rest } = plan.dryRun;
  return { ...plan, dryRun: rest };
}

const digestOf = (order: Order, plan: unknown, salt: string): string =>
  createHash('sha256')
    .update(canonical({ order, plan: lasting(plan), salt }))
    .digest('hex');

const refusal = (reason: string): CliError =>
  new CliError(
    'not-confirmed',
    `${reason} Nothing was changed. Call the tool without confirm to see the present plan.`,
  );

/** The digests of the plans that this process has shown. */
export interface Digests {
  /** Remembers a plan and returns its digest. */
  show(order: Order, plan: unknown): string;
  /**
   * Takes a digest, which then holds no more, and returns a function that compares the present plan
   * with the one that was shown.
   * @throws CliError when the digest does not hold for this order
   */
  take(digest: string, order: Order): (plan: unknown) => void;
}

/** Opens an empty collection of digests. */
export function openDigests(clock: Pick<Clock, 'now'>): Digests {
  const shown = new Map<string, Shown>();
  return {
    show(order, plan) {
      // The salt gives each showing its own digest, which nobody can compute in advance.
      const salt = randomId(systemRandom);
      const digest = digestOf(order, plan, salt);
      const until = clock.now() + HOLDS_FOR_SECONDS * 1_000;
      shown.set(digest, { order, until, salt, isSpent: false });
      const [oldest] = shown.keys();
      if (shown.size > SHOWN_MAX && oldest !== undefined) shown.delete(oldest);
      return digest;
    },
    take(digest, order) {
      const found = shown.get(digest);
      if (!found) throw refusal('This server has not shown a plan with this digest.');
      if (found.order.operationId !== order.operationId)
        throw refusal('The digest belongs to a plan of another tool.');
      if (canonical(found.order) !== canonical(order))
        throw refusal('The digest belongs to a plan with other arguments.');
      if (found.isSpent) throw refusal('The digest has been used; it holds once.');
      if (clock.now() >= found.until)
        throw refusal('The digest has expired; it holds for ten minutes.');
      found.isSpent = true;
      return (plan) => {
        if (digestOf(order, plan, found.salt) !== digest)
          throw refusal('The plan is another one than the plan that was shown.');
      };
    },
  };
}
