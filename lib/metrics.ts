import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MetricUnit as Unit } from '@aws-lambda-powertools/metrics/types';
import type { Config } from './config.ts';
import type { Log } from './log.ts';

/** A metric: its unit, and the dimensions that it has besides the stage. */
interface Metric {
  readonly unit: Unit;
  readonly by: readonly string[];
}

/**
 * All metrics of a deployment; `docs/metrics.md` says what each of them means. No dimension names a
 * channel, a job or a caller, because CloudWatch bills each combination of values.
 */
export const METRICS = {
  JobsEnded: { unit: MetricUnit.Count, by: ['workflow', 'ending'] },
  TimeToDeleted: { unit: MetricUnit.Milliseconds, by: [] },
  TimeToDark: { unit: MetricUnit.Milliseconds, by: [] },
  TimeToRotated: { unit: MetricUnit.Milliseconds, by: [] },
  TimeToRevoked: { unit: MetricUnit.Milliseconds, by: [] },
  EventLag: { unit: MetricUnit.Milliseconds, by: [] },
  DeadLetters: { unit: MetricUnit.Count, by: ['function'] },
  OldestDueJob: { unit: MetricUnit.Seconds, by: [] },
  JobsStranded: { unit: MetricUnit.Count, by: [] },
  SuspendedNotDark: { unit: MetricUnit.Seconds, by: [] },
  SweepLateness: { unit: MetricUnit.Seconds, by: [] },
  ReadModelAge: { unit: MetricUnit.Seconds, by: [] },
  KeysOverdue: { unit: MetricUnit.Count, by: [] },
  OldestOverdueKey: { unit: MetricUnit.Seconds, by: [] },
  KeyAge: { unit: MetricUnit.Seconds, by: [] },
  QuotaUse: { unit: MetricUnit.Percent, by: ['operation'] },
  Throttled: { unit: MetricUnit.Count, by: [] },
  SlotDelay: { unit: MetricUnit.Milliseconds, by: [] },
  ThrottledTime: { unit: MetricUnit.Seconds, by: [] },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;

/** The dimensions that a metric has besides the stage. */
type Dimensions<Name extends MetricName> = (typeof METRICS)[Name]['by'][number];

/** One value of a metric, in its unit. */
export type Sample = {
  [Name in MetricName]: {
    readonly name: Name;
    readonly value: number;
  } & ([Dimensions<Name>] extends [never]
    ? { readonly by?: undefined }
    : { readonly by: Readonly<Record<Dimensions<Name>, string>> });
}[MetricName];

/** The number of values in a line: at 100 of one metric, the library would print it itself. */
const VALUES_MAX = 99;

/**
 * Publishes values of metrics. CloudWatch reads them from the log (embedded metric format), so this
 * makes no call. Values with the same dimensions share a line.
 */
export function publishMetrics(
  { config, log }: { config: Pick<Config, 'stage'>; log: Log },
  samples: readonly Sample[],
): void {
  const groups = Map.groupBy(samples, ({ by }) => JSON.stringify(by ?? {}));
  for (const [dimensions, group] of groups)
    for (let from = 0; from < group.length; from += VALUES_MAX) {
      const metrics = new Metrics({
        namespace: 'Channelkeeper',
        serviceName: 'channelkeeper',
        defaultDimensions: {
          stage: config.stage,
          ...(JSON.parse(dimensions) as Record<string, string>),
        },
      });
      for (const { name, value } of group.slice(from, from + VALUES_MAX))
        metrics.addMetric(name, METRICS[name].unit, value);
      log.metrics(metrics.serializeMetrics());
    }
}
