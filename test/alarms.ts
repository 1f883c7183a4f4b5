import { packaged, ofType, resolverOf } from './packaged.ts';
import { compilePattern } from '../lib/patterns/pattern.ts';
import { readJson } from '../lib/patterns/json.ts';
import type { World } from './world.ts';

// CloudWatch's evaluation of the alarms of the template, on the metrics of a world: those that the
// functions publish, and those of AWS about the services that they run on.

interface MetricQuery {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

interface AlarmProperties extends Partial<MetricQuery> {
  readonly AlarmName: string;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number;
  readonly EvaluationPeriods: number;
  readonly Threshold: number;
  readonly ComparisonOperator: 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold';
  readonly TreatMissingData: 'breaching' | 'notBreaching';
  readonly Metrics?: readonly {
    readonly Id: string;
    readonly Expression?: string;
    readonly MetricStat?: {
      readonly Period: number;
      readonly Stat: string;
      readonly Metric: MetricQuery;
    };
  }[];
}

const template = await packaged();
const resolve = resolverOf(template);
const alarms = ofType(template, 'AWS::CloudWatch::Alarm').map(
  ([, { Properties }]) => resolve(Properties) as AlarmProperties,
);
/** Returns whether the rule whose events are counted as failed jobs takes an event. */
const isFailedJob = compilePattern(
  JSON.stringify(template.Resources['FailedJobsRule']?.Properties['EventPattern']),
);

/**
 * Returns the values of a metric in one period.
 * @throws Error when a world does not know the metric
 */
function valuesIn(
  world: World,
  { Namespace, MetricName, Dimensions = [] }: MetricQuery,
  from: number,
  to: number,
): number[] {
  const isIn = ({ at }: { at: number }): boolean => from < at && at <= to;
  const dimension = (name: string): string | undefined =>
    Dimensions.find(({ Name }) => Name === name)?.Value;
  if (Namespace === 'AWS/Lambda' && ['Invocations', 'Errors'].includes(MetricName))
    return world.endedInvocations
      .filter(isIn)
      .filter(({ functionName }) => dimension('FunctionName')?.endsWith(`-${functionName}`))
      .filter(({ isFailed }) => MetricName === 'Invocations' || isFailed)
      .map(() => 1);
  // A metric filter counts the lines of the log that a rule of the bus fills.
  if (MetricName === 'JobsFailed')
    return world.stack.bus
      .events()
      .filter(({ time }) => isIn({ at: Date.parse(time) }))
      .filter((event) => isFailedJob(readJson(JSON.stringify(event))))
      .map(() => 1);
  if (Namespace.startsWith('AWS/'))
    return world.aws.valuesOf(
      MetricName,
      Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
      from,
      to,
    );
  const names = Dimensions.map(({ Name }) => Name).toSorted();
  return world.metrics
    .filter(isIn)
    .filter(({ sets }) =>
      sets.some((set) => set.Dimensions.some((one) => one.toSorted().join() === names.join())),
    )
    .filter(({ values }) => Dimensions.every(({ Name, Value }) => values[Name] === Value))
    .flatMap(({ values }) => (values[MetricName] ?? []) as number | number[]);
}

/** Returns a statistic of CloudWatch; undefined: there is no value. */
function statisticOf(statistic: string, values: readonly number[]): number | undefined {
  if (statistic === 'SampleCount') return values.length || undefined;
  const [, most] = /^TC\(:(\d+)\)$/.exec(statistic) ?? [];
  if (most !== undefined)
    return values.filter((value) => value <= Number(most)).length || undefined;
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const [, percent] = /^p(\d+)$/.exec(statistic) ?? [];
  if (percent !== undefined) return sorted[Math.ceil((Number(percent) / 100) * sorted.length) - 1];
  if (statistic === 'Maximum') return sorted.at(-1);
  if (statistic === 'Sum') return values.reduce((sum, value) => sum + value, 0);
  throw new Error(`The statistic ${statistic} is not known.`);
}

type Inputs = Readonly<Record<string, number | undefined>>;

/** The expressions of the template, in its own words. */
const EXPRESSIONS: Readonly<Record<string, (inputs: Inputs) => number | undefined>> = {
  'SUM(METRICS())': (inputs) =>
    Object.values(inputs).reduce<number>((sum, value = 0) => sum + value, 0),
  'IF(errors >= 5, 100 * errors / requests, 0)': ({ errors, requests }) =>
    errors === undefined || requests === undefined
      ? undefined
      : errors >= 5
        ? (100 * errors) / requests
        : 0,
  'FILL(begun, 0) - FILL(failed, 0)': ({ begun = 0, failed = 0 }) => begun - failed,
  'IF(total - FILL(within, 0) >= 2, 100 * (total - FILL(within, 0)) / total, 0)': ({
    total,
    within = 0,
  }) =>
    total === undefined ? undefined : total - within >= 2 ? (100 * (total - within)) / total : 0,
};

/** The value of an alarm in one period; undefined: there is none. */
function valueOf(world: World, alarm: AlarmProperties, from: number, to: number) {
  const { Metrics, Statistic, ExtendedStatistic } = alarm;
  if (!Metrics) {
    const values = valuesIn(world, alarm as MetricQuery, from, to);
    return statisticOf(Statistic ?? ExtendedStatistic ?? '', values);
  }
  const inputs = Object.fromEntries(
    Metrics.flatMap(({ Id, MetricStat }) =>
      MetricStat
        ? [[Id, statisticOf(MetricStat.Stat, valuesIn(world, MetricStat.Metric, from, to))]]
        : [],
    ),
  );
  const expression = Metrics.find(({ Expression }) => Expression)?.Expression ?? '';
  const evaluate = EXPRESSIONS[expression];
  if (!evaluate) throw new Error(`The expression ${expression} is not known.`);
  return evaluate(inputs);
}

const periodOf = ({ Period, Metrics }: AlarmProperties): number =>
  1_000 * (Period ?? Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period ?? 60);

/** All alarms of the template, by the ends of their names. */
export const ALARMS: ReadonlyMap<string, AlarmProperties> = new Map(
  alarms.map((alarm) => [alarm.AlarmName.replace(/^channelkeeper-local-/, ''), alarm]),
);

/**
 * Returns the alarms that are on now, by name.
 * @param since when the world began, in ms since the epoch: no period before it counts
 */
export function alarmsOn(world: World, since: number): string[] {
  const now = world.clock.now();
  return [...ALARMS].flatMap(([name, alarm]) => {
    const { EvaluationPeriods, Threshold, ComparisonOperator, TreatMissingData } = alarm;
    const period = periodOf(alarm);
    const isOn = Array.from({ length: EvaluationPeriods }, (_, n) => now - n * period).every(
      (to) => {
        // A long period that has only begun counts as far as it goes.
        if (EvaluationPeriods > 1 && to - period < since) return false;
        const value = valueOf(world, alarm, to - period, to);
        if (value === undefined) return TreatMissingData === 'breaching';
        return ComparisonOperator === 'LessThanThreshold' ? value < Threshold : value >= Threshold;
      },
    );
    return isOn ? [name] : [];
  });
}
