import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { functionSources, projectFolder } from '../../local/build.ts';
import { packagedTemplate } from '../../local/packaging.ts';
import type { Resource } from '../../local/packaging.ts';
import { resolver } from '../../local/resolve.ts';
import { packageTemplate } from '../../local/template.ts';

/** What serverless.yml becomes on AWS. */
const template = await packagedTemplate(projectFolder, () => undefined);
const resolve = resolver(template, { accountId: '123456789012', region: 'us-west-2' });
const local = await packageTemplate({ bundles: false });

function ofType(type: string): [id: string, resource: Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

interface Statement {
  Action: string[] | string;
  Resource: unknown;
}

function statementsOf(functionName: string): Statement[] {
  const [, fn] = ofType('AWS::Lambda::Function').find(([, one]) => one.Properties['Handler'] === `dist/${functionName}/index.handler`) ?? [];
  if (!fn) throw new Error(`There is no function ${functionName}`);
  const [roleId] = (fn.Properties['Role'] as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'];
  const policies = template.Resources[roleId]?.Properties['Policies'] as { PolicyDocument: { Statement: Statement[] } }[];
  return policies.flatMap((policy) => policy.PolicyDocument.Statement);
}

function actionsOf(functionName: string, service: string): string[] {
  const actions = statementsOf(functionName)
    .flatMap(({ Action }) => Action)
    .filter((action) => action.startsWith(`${service}:`));
  return [...new Set(actions.map((action) => action.slice(service.length + 1)))].toSorted();
}

const names = local.functions.map((fn) => fn.name);
const runJobs = [
  'BatchStartViewerSessionRevocation',
  'CreateChannel',
  'CreateRecordingConfiguration',
  'CreateStreamKey',
  'DeleteAdConfiguration',
  'DeleteChannel',
  'DeletePlaybackRestrictionPolicy',
  'DeleteRecordingConfiguration',
  'DeleteStreamKey',
  'GetChannel',
  'GetRecordingConfiguration',
  'GetStream',
  'ListChannels',
  'ListRecordingConfigurations',
  'ListStreamKeys',
  'StartViewerSessionRevocation',
  'StopStream',
  'TagResource',
  'UpdateChannel',
];

const reads = [
  'BatchGetChannel',
  'GetAdConfiguration',
  'GetChannel',
  'GetPlaybackKeyPair',
  'GetPlaybackRestrictionPolicy',
  'GetRecordingConfiguration',
  'GetStream',
  'GetStreamSession',
  'ListAdConfigurations',
  'ListChannels',
  'ListPlaybackKeyPairs',
  'ListPlaybackRestrictionPolicies',
  'ListRecordingConfigurations',
  'ListStreamKeys',
  'ListStreamSessions',
  'ListStreams',
  'ListTagsForResource',
];
const plainChanges = [
  'CreateAdConfiguration',
  'CreatePlaybackRestrictionPolicy',
  'DeletePlaybackKeyPair',
  'GetAdConfiguration',
  'GetPlaybackKeyPair',
  'GetPlaybackRestrictionPolicy',
  'ImportPlaybackKeyPair',
  'InsertAdBreak',
  'ListAdConfigurations',
  'ListPlaybackKeyPairs',
  'ListPlaybackRestrictionPolicies',
  'ListStreams',
  'ListTagsForResource',
  'PutMetadata',
  'TagResource',
  'UntagResource',
  'UpdateAdConfiguration',
  'UpdatePlaybackRestrictionPolicy',
];

test('CloudFormation has nothing to object to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'template-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'template.json');
  await writeFile(path, JSON.stringify(template));
  // W3005 (a dependency said twice) and W9002 (an ARN joined from parts) are about what serverless itself writes; W8003: it has put the parameter into HasCors.
  const excused = new Set(['W3005', 'W9002', 'W8003']);
  const engine = new RegoEngine();
  try {
    const { diagnostics } = engine.validateStandard(new TemplateFile(path));
    expect(diagnostics.length).toBeGreaterThan(0);
    const objections = diagnostics.filter(({ severity, ruleId }) => severity !== 'INFO' && !excused.has(ruleId));
    expect(objections.map(({ severity, ruleId, message }) => `${severity} ${ruleId} ${message}`)).toEqual([]);
  } finally {
    engine.free();
  }
});

test('every function in serverless.yml has its file, and every file its function', () => {
  expect(functionSources().map((path) => basename(path, '.ts')).toSorted()).toEqual(names.toSorted());
});

test('every function runs on arm64 and Node 24', () => {
  for (const [, fn] of ofType('AWS::Lambda::Function')) {
    expect(fn.Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
  }
});

test('every function has a role of its own', () => {
  const roles = ofType('AWS::Lambda::Function').map(([, fn]) => JSON.stringify(fn.Properties['Role']));
  expect(new Set(roles).size).toBe(names.length);
  expect(ofType('AWS::IAM::Role')).toHaveLength(names.length);
});

test.each(names)('%s has no right to everything, and logs to its own group only', (name) => {
  for (const { Action, Resource } of statementsOf(name)) {
    expect([Action].flat().every((action) => !action.includes('*'))).toBe(true);
    expect([Resource].flat()).not.toContain('*');
  }
  const logs = statementsOf(name).find(({ Action }) => [Action].flat().includes('logs:PutLogEvents'));
  expect(resolve(logs?.Resource)).toBe(`arn:aws:logs:us-west-2:123456789012:log-group:/aws/lambda/channelkeeper-local-${name}:*`);
});

test.each([
  ['queries', reads, ['GetItem', 'PutItem', 'Query'], []],
  ['streamKeys', ['BatchGetStreamKey', 'GetStreamKey'], [], []],
  ['commands', [...new Set([...runJobs, ...plainChanges])].toSorted(), undefined, ['PutEvents']],
  ['streamState', runJobs, undefined, ['PutEvents']],
  ['jobDue', runJobs, undefined, ['PutEvents']],
  ['sweep', ['GetStream', 'ListStreams', 'StopStream'], undefined, ['PutEvents']],
  ['rotateStreamKeys', ['GetStream', 'ListChannels', 'ListStreams'], undefined, ['PutEvents']],
])('%s may do what it needs and no more', (name, ivs, dynamodb, events) => {
  const writes = ['GetItem', 'PutItem', 'Query', 'UpdateItem'];
  expect(actionsOf(name, 'ivs')).toEqual(ivs);
  expect(actionsOf(name, 'dynamodb')).toEqual(dynamodb ?? writes);
  expect(actionsOf(name, 'events')).toEqual(events);
});

test('what only reads may write the places of answers that are held, and nothing else', () => {
  const [write] = statementsOf('queries').filter(({ Action }) => [Action].flat().includes('dynamodb:PutItem'));
  expect(write).toMatchObject({ Action: 'dynamodb:PutItem', Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['holds'] } } });
});

test('every rule is retried and has a dead letter, but the hint that the sweep repeats', () => {
  const rules = ofType('AWS::Events::Rule');
  expect(rules).toHaveLength(5);
  for (const [, rule] of rules) {
    const [target] = rule.Properties['Targets'] as { RetryPolicy?: unknown; DeadLetterConfig?: unknown }[];
    const isJobDue = JSON.stringify(rule.Properties['EventPattern'] ?? '').includes('Job Due');
    expect([target?.RetryPolicy !== undefined, target?.DeadLetterConfig !== undefined]).toEqual([!isJobDue, !isJobDue]);
  }
});

test('every rule may invoke its function', () => {
  const permissions = ofType('AWS::Lambda::Permission').map(([, { Properties }]) => resolve(Properties)) as {
    FunctionName: string;
    Principal: string;
    SourceArn: string;
  }[];
  for (const rule of local.rules) {
    const path = rule.busName === 'default' ? rule.name : `${rule.busName}/${rule.name}`;
    expect(permissions).toContainEqual(
      expect.objectContaining({
        FunctionName: expect.stringMatching(new RegExp(`:channelkeeper-local-${rule.functionName}$`)) as string,
        Principal: 'events.amazonaws.com',
        SourceArn: `arn:aws:events:us-west-2:123456789012:rule/${path}`,
      }),
    );
  }
});

test('events that functions fail on are retried, then go to the dead letters, which EventBridge and the functions may write', () => {
  const configured = ofType('AWS::Lambda::EventInvokeConfig').map(([, { Properties }]) => Properties);
  expect(configured).toHaveLength(4);
  for (const config of configured) expect(config['MaximumRetryAttempts']).toBeTypeOf('number');
  for (const name of ['streamState', 'sweep', 'rotateStreamKeys']) expect(actionsOf(name, 'sqs')).toEqual(['SendMessage']);
  const [, policy] = ofType('AWS::SQS::QueuePolicy')[0] ?? [];
  expect(JSON.stringify(policy)).toContain('events.amazonaws.com');
});

test('every route but health and the reference is behind the authorizer', () => {
  const open = ofType('AWS::ApiGatewayV2::Route').filter(([, route]) => route.Properties['AuthorizationType'] !== 'JWT');
  expect(open.map(([, route]) => String(route.Properties['RouteKey'])).toSorted()).toEqual([
    'GET /health',
    'GET /v1/docs',
    'GET /v1/docs/{asset}',
    'GET /v1/health',
    'GET /v1/openapi.json',
  ]);
});

test('pages of other origins get nowhere unless the deployment names them, and then without cookies', async () => {
  expect(local.cors).toBeUndefined();
  const { cors } = await packageTemplate({ bundles: false, corsOrigins: 'https://studio.example,https://admin.example' });
  expect(cors?.AllowOrigins).toEqual(['https://studio.example', 'https://admin.example']);
  expect(JSON.stringify(template)).not.toContain('AllowCredentials');
  // The gateway answers a preflight by itself where no route takes it; the authorizer of one that does would refuse it.
  expect(local.routes.map(({ method }) => method)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(?:ANY|OPTIONS|\*)$/)]));
});

test('the table outlives the stack, can be restored, and forgets what has expired', () => {
  const [[, table] = ['', undefined]] = ofType('AWS::DynamoDB::Table');
  expect(table).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    },
  });
});

test('a failed job raises an alarm', () => {
  const counted = ofType('AWS::Logs::MetricFilter').flatMap(([, { Properties }]) => Properties['MetricTransformations']);
  expect(counted).toContainEqual(expect.objectContaining({ MetricNamespace: 'Channelkeeper', MetricName: 'JobsFailed' }));
  const alarms = ofType('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
  expect(alarms).toContainEqual(expect.objectContaining({ Namespace: 'Channelkeeper', MetricName: 'JobsFailed', Threshold: 1 }));
});
