import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { consoleRoutes } from '../../lib/api/console.ts';
import { reference } from '../../lib/openapi/routes.ts';
import { allRoutes } from '../../lib/api/routes.ts';
import { functionSources, projectFolder } from '../../local/build.ts';
import { compilePattern, matches } from '../../lib/patterns/pattern.ts';
import { packagedTemplate } from '../../local/packaging.ts';
import type { Resource } from '../../local/packaging.ts';
import { resolver } from '../../local/resolve.ts';
import { packageTemplate } from '../../local/template.ts';
import { expectNoObjections } from '../packaged.ts';
import { grantedRights, isAsked, UsedRights } from '../rights.ts';

/** The template that serverless.yml becomes on AWS. */
const template = await packagedTemplate(projectFolder, () => undefined);
const resolve = resolver(template, { accountId: '123456789012', region: 'us-west-2' });
const local = await packageTemplate({ bundles: false });

function ofType(type: string): [id: string, resource: Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

const names = local.functions.map((fn) => fn.name);
const granted = await grantedRights();

function actionsOf(functionName: string): string[] {
  return [...new Set((granted[functionName] ?? []).map(({ action }) => action))].toSorted();
}

test('CloudFormation accepts the template', () => expectNoObjections(template));

test('every function in serverless.yml has its file, and every file its function', () => {
  expect(
    functionSources()
      .map((path) => basename(path, '.ts'))
      .toSorted(),
  ).toEqual(names.toSorted());
});

test('every function has the ARN of the region that is played', async () => {
  const { functions } = await packageTemplate({ bundles: false, region: 'eu-west-1' });
  expect(functions.map(({ arn }) => arn)).toEqual(
    functions.map(({ fullName }) => `arn:aws:lambda:eu-west-1:123456789012:function:${fullName}`),
  );
});

test('every function runs on arm64 and Node 24', () => {
  for (const [, fn] of ofType('AWS::Lambda::Function')) {
    expect(fn.Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
  }
});

test('every function has a role of its own', () => {
  const roles = ofType('AWS::Lambda::Function').map(([, fn]) =>
    JSON.stringify(fn.Properties['Role']),
  );
  expect(new Set(roles).size).toBe(names.length);
  expect(ofType('AWS::IAM::Role')).toHaveLength(names.length);
});

test.each(names)(
  '%s has only rights that IAM asks about, and logs to its own group only',
  (name) => {
    for (const right of granted[name] ?? []) {
      expect(right.action).not.toContain('*');
      expect(isAsked(right), `${right.action} on ${right.resource}`).toBe(true);
    }
    const logs = granted[name]
      ?.filter(({ action }) => action === 'logs:PutLogEvents')
      .map(({ resource }) => resource);
    expect(logs).toEqual([
      `arn:aws:logs:us-west-2:123456789012:log-group:/aws/lambda/channelkeeper-local-${name}:*`,
    ]);
  },
);

// The calls that the functions make in the tests show that each function has exactly the rights
// that it needs; see wholeRun.ts and rights.ts.
test('two functions alone read the values of stream keys: one to show them, one to store them', () => {
  expect(
    names.filter((name) =>
      actionsOf(name).some((action) => /^ivs:(?:Batch)?GetStreamKey$/.test(action)),
    ),
  ).toEqual(['streamKeys', 'storeStreamKeys']);
  expect(actionsOf('storeStreamKeys')).toEqual([
    'dynamodb:GetItem',
    'dynamodb:UpdateItem',
    'ivs:GetStreamKey',
    'ivs:ListStreamKeys',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'secretsmanager:CreateSecret',
    'secretsmanager:DeleteSecret',
    'secretsmanager:PutSecretValue',
    'sqs:SendMessage',
  ]);
  expect(actionsOf('streamKeys')).toEqual([
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'ivs:BatchGetStreamKey',
    'ivs:GetChannel',
    'ivs:GetStreamKey',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ]);
});

test('functions that read write readings, places of long polls and rate limiters alone', () => {
  const others = (granted['queries'] ?? []).filter(
    ({ action }) => !/^(?:ivs|dynamodb):(?:Get|List|BatchGet|Query)|^logs:/.test(action),
  );
  expect(others).toMatchObject([
    { action: 'dynamodb:UpdateItem', partitions: ['reading/*', 'rateLimiters'] },
    { action: 'dynamodb:PutItem', partitions: ['holds'] },
  ]);
  for (const name of ['docs', 'console'])
    expect(actionsOf(name)).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
});

test('a call that the role does not allow is refused, whatever it is about', () => {
  const rights = new UsedRights();
  rights.note('queries', { service: 'ivs', operation: 'ListStreamKeys', input: {} });
  rights.note('queries', { service: 'ivs', operation: 'DeleteChannel', input: {} });
  rights.note('streamKeys', {
    service: 'dynamodb',
    operation: 'GetItem',
    input: { TableName: 'channelkeeper-local' },
  });
  for (const pk of ['holds', 'jobs'])
    rights.note('queries', {
      service: 'dynamodb',
      operation: 'PutItem',
      input: { TableName: 'channelkeeper-local', Item: { pk: { S: pk } } },
    });
  rights.note('sweep', {
    service: 'events',
    operation: 'PutEvents',
    input: { Entries: [{ EventBusName: 'default' }] },
  });
  expect(
    rights
      .refused()
      .map((line) => line.replace('arn:aws:', '').replaceAll('us-west-2:123456789012:', '')),
  ).toEqual([
    'queries ivs:DeleteChannel ivs:channel/AbCdEf123456',
    'queries ivs:DeleteChannel ivs:stream-key/AbCdEf123456',
    'streamKeys dynamodb:GetItem dynamodb:table/channelkeeper-local',
    'queries dynamodb:PutItem dynamodb:table/channelkeeper-local',
    'sweep events:PutEvents events:event-bus/default',
  ]);
});

test('every rule is retried and has a dead letter, except those that repeat themselves', () => {
  const rules = ofType('AWS::Events::Rule');
  expect(rules).toHaveLength(18);
  const scheduled: string[] = [];
  for (const [, rule] of rules) {
    const [target] = rule.Properties['Targets'] as {
      RetryPolicy?: { MaximumRetryAttempts: number };
      DeadLetterConfig?: unknown;
    }[];
    const pattern = JSON.stringify(rule.Properties['EventPattern'] ?? '');
    const isJobDue = pattern.includes('"detail-type":["Job Due"]');
    const isTrace = JSON.stringify(target).includes('"ExportTracesLambdaFunction"');
    const schedule = rule.Properties['ScheduleExpression'];
    if (typeof schedule === 'string') scheduled.push(schedule);
    expect(target?.DeadLetterConfig !== undefined, JSON.stringify(rule)).toBe(
      !isJobDue && !isTrace && schedule === undefined,
    );
    expect(target?.RetryPolicy !== undefined, JSON.stringify(rule)).toBe(!isJobDue);
    if (schedule !== undefined) expect(target?.RetryPolicy?.MaximumRetryAttempts).toBe(0);
  }
  expect(scheduled.toSorted()).toEqual([
    'cron(47 * * * ? *)',
    'rate(1 minute)',
    'rate(1 minute)',
    'rate(1 minute)',
    'rate(1 minute)',
    'rate(5 minutes)',
    'rate(5 minutes)',
  ]);
});

test('every event pattern is one that EventBridge takes before any deployment', () => {
  const patterns = ofType('AWS::Events::Rule').flatMap(([id, { Properties }]) =>
    Properties['EventPattern'] === undefined
      ? []
      : [{ id, text: JSON.stringify(resolve(Properties['EventPattern'])) }],
  );
  expect(patterns.length).toBeGreaterThan(0);
  for (const { id, text } of patterns) {
    expect(() => compilePattern(text), id).not.toThrow();
    // The default quota of an account:
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
    expect(text.length, id).toBeLessThanOrEqual(2_048);
  }
});

test('every rule may invoke its function', () => {
  const permissions = ofType('AWS::Lambda::Permission').map(([, { Properties }]) =>
    resolve(Properties),
  ) as {
    FunctionName: string;
    Principal: string;
    SourceArn: string;
  }[];
  for (const rule of local.rules) {
    const path = rule.busName === 'default' ? rule.name : `${rule.busName}/${rule.name}`;
    expect(permissions).toContainEqual(
      expect.objectContaining({
        FunctionName: expect.stringMatching(
          new RegExp(`:channelkeeper-local-${rule.functionName}$`),
        ) as string,
        Principal: 'events.amazonaws.com',
        SourceArn: `arn:aws:events:us-west-2:123456789012:rule/${path}`,
      }),
    );
  }
});

test('failed events are retried, then go to the dead letters; ticks never do', () => {
  const configured = ofType('AWS::Lambda::EventInvokeConfig').map(
    ([, { Properties }]) => Properties,
  );
  expect(configured).toHaveLength(15);
  for (const config of configured) expect(config['MaximumRetryAttempts']).toBeTypeOf('number');
  expect(names.filter((name) => actionsOf(name).includes('sqs:SendMessage'))).toEqual([
    'streamState',
    'journal',
    'runReactions',
    'describeRecordings',
    'storeStreamKeys',
  ]);
  const withLetters = configured.filter((config) =>
    JSON.stringify(config['DestinationConfig'] ?? {}).includes('OnFailure'),
  );
  expect(withLetters.map((config) => resolve(config['FunctionName']))).toEqual([
    expect.stringContaining('streamState'),
    expect.stringContaining('journal'),
    expect.stringContaining('runReactions'),
    expect.stringContaining('describeRecordings'),
    expect.stringContaining('storeStreamKeys'),
  ]);
  const ticks = configured.filter((config) =>
    /sweep|rotateStreamKeys|refreshChannels|renewViewerBans|closeLostEnds|runTimedReactions|measure/i.test(
      JSON.stringify(config['FunctionName']),
    ),
  );
  expect(ticks.map((config) => config['MaximumRetryAttempts'])).toEqual([0, 0, 0, 0, 0, 0, 0]);
  const [, policy] = ofType('AWS::SQS::QueuePolicy')[0] ?? [];
  expect(JSON.stringify(policy)).toContain('events.amazonaws.com');
});

test('the queue of dead letters is read in batches, and a batch is not read twice at once', () => {
  const mappings = ofType('AWS::Lambda::EventSourceMapping');
  expect(mappings.map(([, { Properties }]) => resolve(Properties))).toEqual([
    expect.objectContaining({
      EventSourceArn: 'arn:aws:sqs:us-west-2:123456789012:DeadLetters',
      FunctionName: expect.stringContaining('keepDeadLetters') as string,
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    }),
  ]);
  expect(local.eventSources).toEqual([
    {
      queueArn: 'arn:aws:sqs:us-west-2:123456789012:DeadLetters',
      functionName: 'keepDeadLetters',
      batchSize: 10,
      reportsItemFailures: true,
      visibilityTimeoutSeconds: 180,
    },
  ]);
  const reader = local.functions.find(({ name }) => name === 'keepDeadLetters');
  expect(6 * (reader?.timeoutSeconds ?? Infinity)).toBeLessThanOrEqual(180);
  const withQueue = local.functions.filter(({ onFailureArn }) => onFailureArn !== undefined);
  expect(withQueue.map(({ name, onFailureArn }) => [name, onFailureArn])).toEqual([
    ['streamState', 'arn:aws:sqs:us-west-2:123456789012:DeadLetters'],
    ['journal', 'arn:aws:sqs:us-west-2:123456789012:DeadLetters'],
    ['runReactions', 'arn:aws:sqs:us-west-2:123456789012:DeadLetters'],
    ['describeRecordings', 'arn:aws:sqs:us-west-2:123456789012:DeadLetters'],
    ['storeStreamKeys', 'arn:aws:sqs:us-west-2:123456789012:DeadLetters'],
  ]);
});

test('the function that keeps dead letters reads the queue and writes dead letters alone', () => {
  const rights = (granted['keepDeadLetters'] ?? []).filter(
    ({ action }) => !action.startsWith('logs:'),
  );
  expect(rights.map(({ action, partitions }) => [action, partitions])).toEqual([
    ['sqs:DeleteMessage', undefined],
    ['sqs:GetQueueAttributes', undefined],
    ['sqs:ReceiveMessage', undefined],
    ['dynamodb:PutItem', ['deadLetter/*']],
  ]);
});

test('every route is there, behind the authorizer unless it is open to everybody', () => {
  const routes = [...allRoutes, ...reference, ...consoleRoutes];
  const [[authorizerId, authorizer] = ['', undefined], ...others] = ofType(
    'AWS::ApiGatewayV2::Authorizer',
  );
  expect(others).toEqual([]);
  expect(resolve(authorizer?.Properties)).toMatchObject({
    AuthorizerType: 'JWT',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: { Issuer: 'http://127.0.0.1:3000/_local', Audience: ['channelkeeper'] },
  });
  const deployed = ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [
    String(Properties['RouteKey']),
    Properties['AuthorizationType'] === 'JWT' &&
      (Properties['AuthorizerId'] as { Ref?: string }).Ref === authorizerId,
  ]);
  expect(Object.fromEntries(deployed)).toEqual(
    Object.fromEntries(routes.map(({ key, scope }) => [key, scope !== 'open'])),
  );
  const open = routes.filter(({ scope }) => scope === 'open').map(({ key }) => key);
  expect(open).toEqual([
    'GET /health',
    'GET /v1/health',
    'GET /v1/ready',
    'GET /v1/stream-key-links/{linkId}',
    'POST /v1/stream-key-links/{linkId}',
    'GET /v1/openapi.json',
    'GET /v1/asyncapi.json',
    'GET /v1/events',
    'GET /v1/docs',
    'GET /v1/docs/{asset}',
    'GET /console',
    'GET /console/settings',
    'GET /console/{asset}',
    'GET /v1/console',
  ]);
});

test('pages of other origins are refused unless the deployment names them', async () => {
  expect(local.cors).toBeUndefined();
  const { cors } = await packageTemplate({
    bundles: false,
    corsOrigins: 'https://studio.example,https://admin.example',
  });
  expect(cors?.AllowOrigins).toEqual(['https://studio.example', 'https://admin.example']);
  expect(JSON.stringify(template)).not.toContain('AllowCredentials');
  // The gateway itself answers a preflight if no route matches it. If a route matches, that route's
  // authorizer would refuse the preflight.
  expect(local.routes.map(({ method }) => method)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(?:ANY|OPTIONS|\*)$/)]),
  );
});

test('events are archived for as long as the deployment says, by default not at all', async () => {
  const archives = (all: typeof template): Record<string, Resource> =>
    Object.fromEntries(
      Object.entries(all.Resources).filter(([, { Type }]) => Type === 'AWS::Events::Archive'),
    );
  expect(Object.values(archives(template)).map(({ Condition }) => Condition)).toEqual([
    'HasArchives',
    'HasArchives',
  ]);
  const isArchived = { 'Fn::If': ['HasArchives', true, false] };
  expect(resolve(isArchived)).toBe(false);

  const asked = await packagedTemplate(projectFolder, () => undefined, { archiveDays: '30' });
  const place = { accountId: '123456789012', region: 'us-west-2' };
  const resolveAsked = resolver(asked, place);
  expect(resolveAsked(isArchived)).toBe(true);
  await expectNoObjections(asked);
  const made = archives(asked);
  expect(
    Object.values(made).map(({ Properties }) => {
      const { ArchiveName, SourceArn, RetentionDays } = Properties;
      return [ArchiveName, resolveAsked(SourceArn), Number(RetentionDays)];
    }),
  ).toEqual([
    ['channelkeeper-local-ivs', 'arn:aws:events:us-west-2:123456789012:event-bus/default', 30],
    [
      'channelkeeper-local',
      'arn:aws:events:us-west-2:123456789012:event-bus/channelkeeper-local',
      30,
    ],
  ]);
  const takes = (id: string, event: object): boolean =>
    matches(JSON.stringify(made[id]?.Properties['EventPattern']), JSON.stringify(event));
  const breach = { source: 'aws.ivs', 'detail-type': 'IVS Limit Breach' };
  expect(takes('IvsArchive', breach)).toBe(true);
  expect(takes('IvsArchive', { ...breach, source: 'aws.ec2' })).toBe(false);
  const failed = { source: 'channelkeeper', 'detail-type': 'Job Failed' };
  expect(takes('BusArchive', failed)).toBe(true);
  expect(takes('BusArchive', { ...failed, 'detail-type': 'Job Due' })).toBe(false);
});

test('a replay of an archive reaches the journal and the jobs that wait, and no reaction', () => {
  const reached = (event: object): string[] => [
    ...new Set(
      local.rules
        .filter(({ pattern }) => pattern !== undefined)
        .filter(({ pattern }) => matches(JSON.stringify(pattern), JSON.stringify(event)))
        .map(({ functionName }) => functionName),
    ),
  ];
  const ended = { source: 'aws.ivs', 'detail-type': 'IVS Stream State Change' };
  expect(reached(ended)).toEqual(['streamState', 'journal', 'runReactions']);
  expect(reached({ ...ended, 'replay-name': 'last-night' })).toEqual(['streamState', 'journal']);
  const failed = { source: 'channelkeeper', 'detail-type': 'Job Failed' };
  expect(reached(failed)).toEqual(['journal', 'runReactions']);
  expect(reached({ ...failed, 'replay-name': 'last-night' })).toEqual(['journal']);
});

test('the table can be restored, and forgets expired items', () => {
  const [[, table] = ['', undefined]] = ofType('AWS::DynamoDB::Table');
  expect(table).toMatchObject({
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    },
  });
});

const alarmsOf = (all: typeof template): Record<string, unknown>[] =>
  Object.values(all.Resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::CloudWatch::Alarm' ? [Properties] : [],
  );

test('a failed job raises an alarm', () => {
  const counted = ofType('AWS::Logs::MetricFilter').flatMap(
    ([, { Properties }]) => Properties['MetricTransformations'],
  );
  expect(counted).toContainEqual(
    expect.objectContaining({ MetricNamespace: 'Channelkeeper/local', MetricName: 'JobsFailed' }),
  );
  expect(alarmsOf(template)).toContainEqual(
    expect.objectContaining({
      Namespace: 'Channelkeeper/local',
      MetricName: 'JobsFailed',
      Threshold: 1,
    }),
  );
});

test('an alarm tells new dead letters, not old ones, and clears when no more come', () => {
  expect(alarmsOf(template)).toContainEqual(
    expect.objectContaining({
      Namespace: 'AWS/SQS',
      MetricName: 'NumberOfMessagesSent',
      Statistic: 'Sum',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    }),
  );
  expect(JSON.stringify(template)).not.toContain('ApproximateNumberOfMessages');
  // The metric does not count messages that SQS itself moves from a queue to its dead-letter queue.
  expect(
    ofType('AWS::SQS::Queue').every(
      ([, { Properties }]) => Properties['RedrivePolicy'] === undefined,
    ),
  ).toBe(true);
});

test.each([
  ['sweep', 60, 5],
  ['refreshChannels', 60, 15],
  ['rotateStreamKeys', 3_600, 3],
  ['runTimedReactions', 60, 5],
  ['measure', 60, 5],
  ['closeLostEnds', 300, 6],
])(
  'an alarm tells that %s has not succeeded for some time, since its failures leave no letters',
  (name, period, periods) => {
    const about = alarmsOf(template).filter((alarm) =>
      JSON.stringify(resolve(alarm['Metrics'] ?? [])).includes(`-${name}"`),
    );
    expect(about).toHaveLength(1);
    expect(about[0]).toMatchObject({
      EvaluationPeriods: periods,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
    const metrics = resolve(about[0]?.['Metrics']) as {
      MetricStat?: { Period: number; Metric: { MetricName: string; Dimensions: object[] } };
    }[];
    const stats = metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat] : []));
    expect(
      stats.map(({ Period, Metric }) => [Period, Metric.MetricName, Metric.Dimensions]),
    ).toEqual(
      ['Invocations', 'Errors'].map((metric) => [
        period,
        metric,
        [{ Name: 'FunctionName', Value: `channelkeeper-local-${name}` }],
      ]),
    );
  },
);

test('every name carries the stage, so that two deployments share none', () => {
  const NAMES = [
    'AlarmName',
    'TableName',
    'LogGroupName',
    'PolicyName',
    'FunctionName',
    'RoleName',
  ];
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (!/Alarm|Table|LogGroup|EventBus|Function$|Rule$|ResourcePolicy/.test(Type)) continue;
    for (const name of [...NAMES, 'Name', 'Namespace']) {
      const value = Properties[name];
      if (typeof value !== 'string' || value.startsWith('AWS/')) continue;
      // The metrics that the functions publish have the stage as a dimension.
      if (value === 'Channelkeeper')
        expect(Properties['Dimensions'], id).toContainEqual({ Name: 'stage', Value: 'local' });
      else expect(value, `${id}.${name}`).toContain('local');
    }
  }
  expect(
    alarmsOf(template).every((alarm) =>
      String(alarm['AlarmName']).startsWith('channelkeeper-local-'),
    ),
  ).toBe(true);
});
