import type { Random } from '../../local/random.ts';
import type { Fault } from '../../local/ivs/state/faults.ts';
import type { Call, Fate, Pick as Picked } from '../invocations.ts';
import type { World } from '../world.ts';

/** The faults of one run, and their probabilities for each call, event or read. */
export interface Weather {
  /** A process dies before or after a call. */
  crash: number;
  /** A call takes effect, and its answer is lost. */
  lostResponse: number;
  /** IVS answers 429, or 500, instead of acting. */
  throttled: number;
  unavailable: number;
  /** IVS refuses for good, and the job fails. */
  refused: number;
  /**
   * Something between us and IVS answers in its place: with an error that has no name, without a
   * body, or with a page of HTML.
   */
  unnamed: number;
  /** A call takes up to two seconds to arrive. */
  slow: number;
  /** An index returns an answer from some reads ago. */
  stale: number;
  /**
   * A caller gives up on a call, and the call lands all the same: at IVS within 40 s, in our table
   * or on our bus within minutes.
   */
  late: number;
  /**
   * How often, per call, an outage begins in which DynamoDB or EventBridge answers no call for up
   * to 20 s.
   */
  outage: number;
  /** IVS refuses one of its operations, or all of them, for an hour. */
  longOutage: LongOutage | undefined;
  /**
   * How far the clock of each process may be off, and how far reads and lists of IVS lag, in ms.
   */
  skewMsMax: number;
  readLagMs: number;
  /** The faults of IVS's events, and of ours. */
  events: Events;
  ownEvents: Events;
  /** Another deployment is in the account and has the other channels. */
  neighbour: boolean;
}

interface LongOutage {
  operation: string;
  error: string;
}

interface Events {
  drop: number;
  duplicate: number;
  reorder: number;
  delayMs: [number, number];
}

const PUNCTUAL: Events = { drop: 0, duplicate: 0, reorder: 0, delayMs: [0, 0] };
const FAIR: Weather = {
  crash: 0,
  lostResponse: 0,
  throttled: 0,
  unavailable: 0,
  refused: 0,
  unnamed: 0,
  slow: 0,
  stale: 0,
  late: 0,
  outage: 0,
  longOutage: undefined,
  skewMsMax: 0,
  readLagMs: 0,
  events: { ...PUNCTUAL, delayMs: [500, 2_000] },
  ownEvents: PUNCTUAL,
  neighbour: false,
};

/**
 * Returns whether the weather is fair. In fair weather only the order of events is left to chance,
 * so only then can the pace be judged.
 */
export const isFair = (weather: Weather): boolean => weather === FAIR;

/**
 * Returns random weather. Some days are fair; on the others each trouble comes alone or together
 * with others, lightly or heavily.
 */
export function weatherOf(random: Random): Weather {
  if (random.chance(0.2)) return FAIR;
  const maybe = (most: number): number => (random.chance(0.6) ? most * random.fraction() : 0);
  return {
    crash: maybe(0.02),
    lostResponse: maybe(0.03),
    throttled: maybe(0.1),
    unavailable: maybe(0.06),
    refused: random.chance(0.3) ? 0.03 : 0,
    slow: maybe(0.15),
    stale: maybe(0.5),
    late: maybe(0.01),
    outage: maybe(0.003),
    longOutage: random.chance(0.1) ? longOutageBy(random) : undefined,
    skewMsMax: maybe(5_000),
    readLagMs: Math.round(maybe(3_000)),
    events: eventsIn(random, 500, 120_000),
    ownEvents: eventsIn(random, 0, 60_000),
    unnamed: maybe(0.06),
    neighbour: random.chance(0.25),
  };
}

const REFUSED_FOR_LONG = [
  'StopStream',
  'DeleteChannel',
  'CreateStreamKey',
  'DeleteStreamKey',
  'UpdateChannel',
  'ListStreams',
  '*',
] as const;

const longOutageBy = (random: Random): LongOutage => ({
  operation: REFUSED_FOR_LONG[random.integer(0, REFUSED_FOR_LONG.length - 1)] ?? '*',
  error: random.chance(0.5) ? 'InternalServerException' : 'ThrottlingException',
});

function eventsIn(random: Random, atLeastMs: number, atMostMs: number): Events {
  const late = random.chance(0.3) ? atMostMs * random.fraction() : 2_000 * random.fraction();
  return {
    drop: random.chance(0.5) ? random.fraction() : 0,
    duplicate: random.chance(0.5) ? random.fraction() : 0,
    reorder: random.chance(0.5) ? random.fraction() : 0,
    delayMs: [atLeastMs, atLeastMs + late],
  };
}

/**
 * Brings the weather over a world. `note` is called for every call, in the order in which the calls
 * are made, with the call's fate.
 */
export function bringWeather(
  world: World,
  weather: Weather,
  random: Random,
  note: (call: Call, fate: Fate) => void,
): void {
  const { ivs, buses } = world.stack;
  const seed = random.integer(1, 1_000_000);
  ivs.setChaos({ ...weather.events, seed });
  for (const bus of buses) bus.setChaos({ ...weather.ownEvents, seed });
  ivs.setFaults(faultsOf(weather));
  ivs.settings.readLagMs = weather.readLagMs;
  world.skewMsMax = weather.skewMsMax;
  const outUntil = { dynamodb: 0, events: 0, ivs: 0, secretsmanager: 0, s3: 0 };
  world.pick = (waiting): Picked => ({
    index: random.integer(0, waiting.length - 1),
    ...(random.chance(weather.slow) && {
      afterMs: random.integer(1, random.chance(0.1) ? 2_000 : 100),
    }),
  });
  world.fateOf = (call) => {
    const now = world.clock.now();
    const isOurs = call.functionName !== undefined;
    if (isOurs && call.service !== 'ivs' && random.chance(weather.outage))
      outUntil[call.service] = now + random.integer(500, 20_000);
    const isOut = isOurs && outUntil[call.service] > now;
    const fate = isOurs ? (isOut ? 'noAnswer' : fateIn(weather, call, random)) : undefined;
    note(call, fate);
    return fate;
  };
}

/** Answers as API gateways and proxies send them. */
const UNNAMED: readonly Pick<Fault, 'status' | 'answer' | 'error'>[] = [
  { status: 429, answer: 'unnamed' },
  { status: 408, answer: 'empty' },
  { status: 502, answer: 'html' },
  { error: 'ExpiredTokenException' },
];

export const faultsOf = ({
  throttled,
  unavailable,
  refused,
  unnamed,
  longOutage,
}: Weather): Parameters<World['stack']['ivs']['setFaults']>[0] => [
  ...(longOutage ? [longOutage] : []),
  ...(throttled > 0 ? [{ operation: '*', error: 'ThrottlingException', rate: throttled }] : []),
  ...(unavailable > 0
    ? [{ operation: '*', error: 'InternalServerException', rate: unavailable }]
    : []),
  ...(unnamed > 0
    ? UNNAMED.map((fault) => ({ operation: '*', ...fault, rate: unnamed / UNNAMED.length }))
    : []),
  ...(refused > 0 ? [{ operation: '*', error: 'AccessDeniedException', rate: refused }] : []),
];

function fateIn({ crash, lostResponse, late }: Weather, { service }: Call, random: Random): Fate {
  if (random.chance(crash)) return random.chance(0.5) ? 'crashBefore' : 'crashAfter';
  if (random.chance(late)) {
    const givenUpAfterMs = service === 'ivs' ? 10_000 : 2_500;
    return {
      givenUpAfterMs,
      landsAfterMs: givenUpAfterMs + random.integer(1, service === 'ivs' ? 30_000 : 5 * 60_000),
    };
  }
  return random.chance(lostResponse) ? 'lostResponse' : undefined;
}

/** Ends the storm: broken things stay broken, but nothing more breaks. */
export const calm = (world: World, random: Random, note: (call: Call, fate: Fate) => void): void =>
  bringWeather(world, FAIR, random, note);
