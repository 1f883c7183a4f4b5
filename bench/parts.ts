import type { Measured } from './report/figures.ts';

export interface Options {
  /** Measures less, to see whether everything works. */
  readonly quick: boolean;
  /** Measures what takes minutes, too. */
  readonly long: boolean;
}

/** Notes how much a process has done, of how much in all. */
export type Advance = (done: number, total: number) => void;

/** A part of the benchmark: a file in `bench/parts/`. */
export interface Part {
  readonly title: string;
  /** The text about it in the report. */
  readonly about: string;
  /** Each process measures some rounds, and this many run at the same time. */
  readonly processes: number;
  readonly atOnce: number;
  readonly load: () => Promise<{
    measure: (options: Options, advance: Advance) => Promise<Measured>;
  }>;
}

/** The parts in the order in which they run. Their files are loaded when they are measured. */
export const PARTS = {
  imports: {
    title: 'Loading the functions',
    about:
      'Each function is loaded in a new process, in turn with a minified bundle of one bare ' +
      'DynamoDB client. The first answer of a new process stands beside that of an empty handler, ' +
      'and the start of each function that publishes metrics beside its start without them. ' +
      'A test holds the bytes of each bundle (`test/contract/bundles.test.ts`).',
    processes: 1,
    atOnce: 1,
    load: () => import('./parts/imports.ts'),
  },
  commandLine: {
    title: 'Starting the command line',
    about:
      'A clone runs commands that need no deployment, on the Node of the machine, in turn with an ' +
      'empty program of that Node. Where it is too old to run the sources, as Node 20 is, the ' +
      'command starts the Node of the clone as well.',
    processes: 1,
    atOnce: 1,
    load: () => import('./parts/commandLine.ts'),
  },
  reads: {
    title: 'Reads',
    about:
      'Channels, streams and their lists are read by one caller, and then by many at once. The ' +
      'whole system, IVS included, and the callers share one process. A bare HTTP server of Node ' +
      'in the same process answers with a constant.',
    processes: 1,
    atOnce: 1,
    load: () => import('./parts/reads.ts'),
  },
  freshness: {
    title: 'Freshness of reads',
    about:
      'While other callers read all the time, channels are changed by PATCH and read right after ' +
      'the answer; others are changed at IVS, behind our back, and read with `no-cache`. Four ' +
      'systems run at once, because the quota allows five changes a second.',
    processes: 4,
    atOnce: 4,
    load: () => import('./parts/freshness.ts'),
  },
  quotas: {
    title: 'Distance to the quotas of IVS',
    about:
      'Many jobs begin at once, and their time stands beside the least time that the quotas ' +
      'allow. The encoders of live channels come back after a second. Two systems run at once, ' +
      'each with an IVS of its own.',
    processes: 2,
    atOnce: 2,
    load: () => import('./parts/quotas.ts'),
  },
  latency: {
    title: 'Reaction to the end of a stream',
    about:
      'Live channels are deleted one after another, so that no quota is in the way. The time runs ' +
      'from the arrival of Stream End on the event bus to that of DeleteChannel at IVS, beside ' +
      'one direct call of IVS in the same process.',
    processes: 1,
    atOnce: 1,
    load: () => import('./parts/latency.ts'),
  },
  size: {
    title: 'Many channels, many finished jobs',
    about:
      'A sweep finds 100 due jobs, first among 1,000 finished ones and then among 100,000. Then ' +
      'the read model has 1,000 live channels, and 99,000 more that are not live come to them.',
    processes: 1,
    atOnce: 1,
    load: () => import('./parts/size.ts'),
  },
  states: {
    title: 'Channels by state',
    about:
      'Among 100,000 channels, 1,000 are in each state. Pages of 100 are read of the list of each ' +
      'state, beside a page of the list of all channels.',
    processes: 1,
    atOnce: 1,
    load: () => import('./parts/states.ts'),
  },
} as const satisfies Record<string, Part>;

export type PartName = keyof typeof PARTS;

export const PART_NAMES = Object.keys(PARTS) as PartName[];

export const isPartName = (name: string): name is PartName => name in PARTS;
