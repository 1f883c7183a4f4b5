import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { programOf } from '../../cli/program.ts';
import type { Io } from '../../cli/io.ts';
import { projectFolder } from '../../local/build.ts';
import type { CloudFormation } from '../../local/packaging.ts';
import { ASSUMED } from '../../scripts/cost/month.ts';
import { EVERY_PARAMETER, ofType, packaged, resolverOf } from '../packaged.ts';

type Properties = Record<string, unknown>;

const template = await packaged();
const runbooks = readFileSync(join(projectFolder, 'docs/runbooks.md'), 'utf8');
/** The sections of docs/runbooks.md, by their headings. */
const sections = new Map(
  runbooks
    .split('\n## ')
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);
const commands = [...runbooks.matchAll(/^npx (channelkeeper .*)$/gm)].map(([, line = '']) => line);

const propertiesOf = (type: string): Properties[] =>
  ofType(template, type).map(([, { Properties }]) => Properties);
/** Returns the alarms of a template without intrinsic functions, by the ends of their names. */
function alarmsOf(all: CloudFormation): Map<string, Properties> {
  const resolve = resolverOf(all);
  return new Map(
    ofType(all, 'AWS::CloudWatch::Alarm').map(([, { Properties: alarm }]) => {
      const { Metrics, AlarmActions, OKActions, ...rest } = alarm;
      const resolved = {
        ...rest,
        Metrics: resolve(Metrics),
        AlarmActions: (resolve(AlarmActions) as unknown[]).filter((one) => one !== undefined),
        OKActions: (resolve(OKActions) as unknown[]).filter((one) => one !== undefined),
      };
      return [String(alarm['AlarmName']).replace(/^channelkeeper-(?:local|prod)-/, ''), resolved];
    }),
  );
}
const alarms = alarmsOf(template);
const full = alarmsOf(await packaged(EVERY_PARAMETER, 'prod'));

/** Splits a line as a shell does that knows both kinds of quotes. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|\S+/g)].map(([word, one, two]) => one ?? two ?? word);

/**
 * Parses a command line with the program itself, and does not run it.
 * @returns whether a command was chosen
 * @throws CommanderError for an unknown command, option or value
 */
function isCommand(line: string): boolean {
  const argv = wordsOf(line).slice(1);
  let isChosen = false;
  const choose = (): void => void (isChosen = true);
  const io = { out: () => undefined, err: () => undefined, isTerminal: false } as unknown as Io;
  programOf({ io, argv, choose, isQuiet: true }).parse(argv, { from: 'user' });
  return isChosen;
}

describe('the alarms', () => {
  it('each has a section in the runbooks, each section has an alarm, and they name each other', () => {
    expect(alarms.size).toBeGreaterThan(10);
    expect([...sections.keys()].toSorted()).toEqual([...alarms.keys()].toSorted());
    for (const [name, { AlarmDescription }] of alarms)
      expect(AlarmDescription).toMatch(new RegExp(`\\. See docs/runbooks\\.md#${name}$`));
  });

  it('each tells the topic of the deployment of its beginning and of its end', () => {
    const { alarmTopicArn } = EVERY_PARAMETER;
    for (const [name, { AlarmActions, OKActions }] of full)
      expect([AlarmActions, OKActions], name).toEqual([[alarmTopicArn], [alarmTopicArn]]);
    expect(full.size).toBe(alarms.size);
  });

  it('each has no action if the deployment names no topic', () => {
    for (const [name, { AlarmActions, OKActions }] of alarms)
      expect([AlarmActions, OKActions], name).toEqual([[], []]);
  });

  it('each leads to the runbooks of the deployment, if it has some of its own', () => {
    for (const [name, { AlarmDescription }] of full)
      expect(AlarmDescription).toContain(` See ${EVERY_PARAMETER.runbooksUrl}#${name}`);
  });

  it('watches each function that runs by a schedule, and each that answers requests', () => {
    const watched = JSON.stringify([...alarms.values()]);
    const resolve = resolverOf(template);
    const nameOf = (id: unknown): string =>
      String(resolve({ Ref: String(id).replace(/\.Arn$/, '') }));
    const scheduled = propertiesOf('AWS::Events::Rule').flatMap((rule) =>
      rule['ScheduleExpression'] === undefined
        ? []
        : (rule['Targets'] as { Arn: { 'Fn::GetAtt': string[] } }[]).map(({ Arn }) =>
            nameOf(Arn['Fn::GetAtt'][0]),
          ),
    );
    const asked = propertiesOf('AWS::ApiGatewayV2::Integration').map(({ IntegrationUri }) =>
      String(resolve(IntegrationUri)).split(':').at(-1),
    );
    expect([scheduled.length, new Set(asked).size]).toEqual([7, 12]);
    for (const name of scheduled)
      expect(watched).toContain(
        `"Invocations","Dimensions":[{"Name":"FunctionName","Value":"${name}"}]`,
      );
    for (const name of asked)
      expect(watched).toContain(
        `"Throttles","Dimensions":[{"Name":"FunctionName","Value":"${name}"}]`,
      );
  });

  it('costs what docs/cost.md says: AWS bills each metric that an alarm watches', () => {
    const watched = [...alarms.values()].map(({ Metrics }) =>
      Metrics === undefined
        ? 1
        : (Metrics as { MetricStat?: object }[]).filter(({ MetricStat }) => MetricStat).length,
    );
    expect(watched.reduce((sum, metrics) => sum + metrics, 0)).toBe(ASSUMED.alarmMetrics);
  });

  it('has those that can take a deployment back; CloudFormation watches five at most', () => {
    const source = readFileSync(join(projectFolder, 'serverless.yml'), 'utf8');
    const brakes = [...source.matchAll(/\$\{self:custom\.alarmArns\}-([a-z-]+)/g)].map(
      ([, name]) => name,
    );
    expect(brakes.length).toBeGreaterThan(2);
    expect(brakes.length).toBeLessThanOrEqual(5);
    expect([...alarms.keys()]).toEqual(expect.arrayContaining(brakes));
  });

  it('asks for metrics that AWS or a filter of this template makes', () => {
    const asked = [...alarms.values()].flatMap((alarm) => [
      ...(alarm['MetricName'] === undefined ? [] : [[alarm['Namespace'], alarm['MetricName']]]),
      ...((alarm['Metrics'] ?? []) as { MetricStat?: { Metric: Properties } }[]).flatMap(
        ({ MetricStat }) =>
          MetricStat ? [[MetricStat.Metric['Namespace'], MetricStat.Metric['MetricName']]] : [],
      ),
    ]);
    const names = [...new Set(asked.map((pair) => pair.join(' ')))].toSorted();
    // Developer guides of API Gateway (HTTP APIs), DynamoDB, Lambda and SQS, "metrics".
    expect(names).toEqual([
      'AWS/ApiGateway 5xx',
      'AWS/ApiGateway Count',
      'AWS/DynamoDB ReadThrottleEvents',
      'AWS/DynamoDB WriteThrottleEvents',
      'AWS/Lambda Errors',
      'AWS/Lambda Invocations',
      'AWS/Lambda Throttles',
      'AWS/SQS ApproximateAgeOfOldestMessage',
      'AWS/SQS NumberOfMessagesSent',
      'Channelkeeper EventLag',
      'Channelkeeper JobsStranded',
      'Channelkeeper OldestDueJob',
      'Channelkeeper OldestOverdueKey',
      'Channelkeeper SuspendedNotDark',
      'Channelkeeper Throttled',
      'Channelkeeper TimeToDark',
      'Channelkeeper TimeToDeleted',
      'Channelkeeper/local JobsFailed',
    ]);
    const indexes = JSON.stringify(alarms.get('table-throttled'));
    for (const table of propertiesOf('AWS::DynamoDB::Table'))
      for (const { IndexName } of table['GlobalSecondaryIndexes'] as { IndexName: string }[])
        expect(indexes).toContain(`"GlobalSecondaryIndexName","Value":"${IndexName}"`);
  });
});

describe('docs/runbooks.md', () => {
  it('tells of each alarm the meaning, the place to look, the remedy and the mistakes', () => {
    for (const [name, section] of sections) {
      for (const part of ['**Meaning.** ', '**Look.**', '**Do.** ', '**Do not** '])
        expect(section, name).toContain(`\n${part}`);
      expect(section, name).toMatch(/\n```sh\n/);
    }
  });

  it('has only commands that the command line knows', () => {
    expect(commands.length).toBeGreaterThan(20);
    for (const line of commands) expect(isCommand(line), line).toBe(true);
    for (const line of ['channelkeeper jobs lists', 'channelkeeper dlq redrive --everything'])
      expect(() => isCommand(line), line).toThrow();
  });

  it('has only log groups, functions and alarms that the template makes', () => {
    const prod = (name: unknown): string => String(name).replace('-local', '-prod');
    const made = [
      ...propertiesOf('AWS::Logs::LogGroup').map(({ LogGroupName }) => prod(LogGroupName)),
      ...propertiesOf('AWS::Lambda::Function').map(({ FunctionName }) => prod(FunctionName)),
      ...propertiesOf('AWS::CloudWatch::Alarm').map(({ AlarmName }) => prod(AlarmName)),
    ];
    const named = [...runbooks.matchAll(/(?:logs tail|--function-name|--alarm-names) (\S+)/g)].map(
      ([, name]) => name,
    );
    expect(named.length).toBeGreaterThan(10);
    expect(made).toEqual(expect.arrayContaining(named));
  });
});
