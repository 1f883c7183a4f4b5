import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { packageTemplate, type Template } from '../local/template.ts';
import { givenManyChannels } from './given.ts';
import type { World } from './world.ts';

// A load of events on many channels, with reactions in place, and its cost in calls of DynamoDB.

/** Returns the template without its schedules, so that only the events cost something. */
export async function withoutSchedules(): Promise<Template> {
  const template = await packageTemplate({ region: 'us-west-2', bundles: false });
  return { ...template, rules: template.rules.filter(({ schedule }) => schedule === undefined) };
}

const BREACH = { 'detail-type': ['IVS Limit Breach'] };
const starvation = (name: string): object => ({
  'detail-type': ['IVS Stream Health Change'],
  detail: { event_name: [name] },
});
const ofOther = (type: string): object => ({ 'detail-type': [type] });
const SUSPEND = { workflow: 'suspendChannel' };

/** Ten reactions. One decides about a breach, one about a starvation; one reads and never acts. */
const REACTIONS: readonly object[] = [
  { when: { pattern: BREACH }, then: SUSPEND, mode: 'shadow' },
  { when: { pattern: BREACH, repeated: '40/PT10S' }, then: SUSPEND, mode: 'shadow' },
  {
    when: { pattern: BREACH, selection: { ids: ['AbCdEf123456'] } },
    then: SUSPEND,
    mode: 'shadow',
  },
  { when: { pattern: starvation('Starvation Start') }, then: SUSPEND, mode: 'shadow' },
  { when: { pattern: starvation('Starvation Over') }, then: SUSPEND, mode: 'shadow' },
  { when: { pattern: ofOther('IVS Recording State Change') }, then: SUSPEND, mode: 'shadow' },
  { when: { pattern: ofOther('Job Failed') }, then: SUSPEND, mode: 'shadow' },
  { when: { pattern: ofOther('Channel Suspended') }, then: SUSPEND, mode: 'shadow' },
  { when: { streamLiveFor: 'PT12H' }, then: { workflow: 'stopStream' }, mode: 'on' },
  { when: { pattern: BREACH }, then: SUSPEND, mode: 'off' },
];

/** The kinds of events, in turn. */
export const KINDS = [
  'limitBreach.ingestBitrate',
  'streamHealth.starvationStart',
  'streamHealth.starvationEnd',
] as const;
export type Kind = (typeof KINDS)[number];

/** The calls of DynamoDB that a function made for the events of a kind. */
export interface Cost {
  events: number;
  writes: number;
  gets: number;
  batchGets: number;
  queries: number;
  scans: number;
}
export type Costs = Record<Kind, Record<'journal' | 'runReactions', Cost>>;

const MEMBER: Readonly<Record<string, Exclude<keyof Cost, 'events'>>> = {
  PutItem: 'writes',
  UpdateItem: 'writes',
  DeleteItem: 'writes',
  GetItem: 'gets',
  BatchGetItem: 'batchGets',
  Query: 'queries',
  Scan: 'scans',
};

/**
 * Delivers events on 50 channels while ten reactions are in place, 200 a second, and counts every
 * call of DynamoDB that they cost.
 */
export async function playEvents(world: World, count: number): Promise<Costs> {
  const arns = await givenManyChannels(world, 50);
  for (const [n, body] of REACTIONS.entries()) {
    const { status } = await world.http('PUT', `/v1/reactions/load-${n}`, { body });
    if (status !== 201) throw new Error(`The reaction ${n} was refused: ${status}.`);
  }
  await world.advance(6_000);
  const samples = KINDS.map((kind) => {
    const path = new URL(`../events/received/${kind}.json`, import.meta.url);
    return JSON.parse(readFileSync(path, 'utf8')) as { detail: object };
  });
  const none = (): Cost => ({
    events: 0,
    writes: 0,
    gets: 0,
    batchGets: 0,
    queries: 0,
    scans: 0,
  });
  const costs = Object.fromEntries(
    KINDS.map((kind) => [kind, { journal: none(), runReactions: none() }]),
  ) as Costs;
  for (let n = 0; n < count; n++) {
    const at = n % KINDS.length;
    const cost = costs[KINDS[at]!];
    const channel = Math.floor(n / KINDS.length) % arns.length;
    const from = world.calls.length;
    await world.stack.bus.deliver({
      ...samples[at],
      id: `load-${n}`,
      time: new Date(world.clock.now()).toISOString(),
      resources: [arns[channel]],
      detail: { ...samples[at]?.detail, stream_id: `st-${channel}` },
    } as never);
    await world.settle();
    for (const { functionName, operation } of world.calls.slice(from)) {
      const member = MEMBER[operation];
      if (member && (functionName === 'journal' || functionName === 'runReactions'))
        cost[functionName][member]++;
    }
    cost.journal.events++;
    cost.runReactions.events++;
    if (n % 200 === 199) await world.advance(1_000);
  }
  return costs;
}

/** How often a process reads the reactions, and notes that events arrive, in ms. */
const KNOWN_MS = 5_000;
const PULSE_MS = 60_000;

/**
 * Checks the exact cost: an entry of the journal, a write for a state that begins or ends, and a
 * write for each decision and for each event that a reaction counts. Reads grow with the events of
 * one channel in one second, and no further.
 * @param ms the time in which the events came
 */
export function expectPromisedCosts(costs: Costs, ms: number): void {
  const [breach, start, end] = KINDS.map((kind) => costs[kind]);
  const pulses = Math.ceil(ms / PULSE_MS) + 1;
  // Each reads the reactions and the policies.
  const readings = 2 * (Math.ceil(ms / KNOWN_MS) + 1);
  const journalled = [breach, start, end].reduce((sum, one) => sum + (one?.journal.writes ?? 0), 0);
  const events = breach!.journal.events;
  expect(journalled).toBeGreaterThanOrEqual(5 * events);
  expect(journalled).toBeLessThanOrEqual(5 * events + pulses);
  expect(breach!.journal.writes).toBeLessThanOrEqual(events + pulses);
  // One of the reactions to a breach counts its repetitions.
  const decided = [breach, start, end].map((one) => one?.runReactions.writes);
  expect(decided).toEqual([2 * events, events, 0]);
  for (const { journal, runReactions } of [breach!, start!, end!]) {
    expect([journal.scans, runReactions.scans]).toEqual([0, 0]);
    expect(journal.gets).toBe(0);
    // A busy journal looks for a repeat among the entries of the same moment, too, twice an event.
    expect(journal.queries).toBeLessThanOrEqual(4 * events);
    expect(journal.batchGets).toBeLessThanOrEqual(3 * events);
  }
  expect([breach, start, end].map((one) => one?.runReactions.gets)).toEqual([events, events, 0]);
  // The reaction that counts repetitions reads those before each breach.
  expect(breach!.runReactions.queries).toBeLessThanOrEqual(events + readings);
  for (const { runReactions } of [start!, end!])
    expect(runReactions.queries).toBeLessThanOrEqual(readings);
}

/** Prints the cost of each event, in calls of DynamoDB. */
export function printCosts(costs: Costs): void {
  const rows = Object.entries(costs).flatMap(([kind, functions]) =>
    Object.entries(functions).map(([name, { events, ...cost }]) => ({
      event: kind,
      function: name,
      events,
      ...Object.fromEntries(
        Object.entries(cost).map(([member, number]) => [`${member} each`, number / events]),
      ),
    })),
  );
  console.table(rows);
}
