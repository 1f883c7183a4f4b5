import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectFolder } from '../../local/build.ts';
import {
  EVERY_PARAMETER,
  expectNoObjections,
  ofType,
  onlyOf,
  packaged,
  REQUIRED,
  resolverOf,
} from '../packaged.ts';

const template = await packaged();
const prod = await packaged(REQUIRED, 'prod');
const full = await packaged(EVERY_PARAMETER, 'prod');

describe('a deployment with every parameter', () => {
  it('is a template that CloudFormation accepts', () => expectNoObjections(full));

  it('puts the boundary on every role; otherwise none has one', () => {
    const boundaries = (of: typeof full): unknown[] => [
      ...new Set(
        ofType(of, 'AWS::IAM::Role').map(([, { Properties }]) =>
          resolverOf(of)(Properties['PermissionsBoundary']),
        ),
      ),
    ];
    expect(boundaries(full)).toEqual([EVERY_PARAMETER.permissionsBoundaryArn]);
    expect(boundaries(prod)).toEqual([undefined]);
  });

  it('keeps every log for as long as it says; otherwise for 30 days, and failed jobs for 90', () => {
    const days = (of: typeof full): number[] =>
      ofType(of, 'AWS::Logs::LogGroup').map(([, { Properties }]) =>
        Number(Properties['RetentionInDays']),
      );
    expect(new Set(days(full))).toEqual(new Set([7]));
    expect(days(prod).filter((one) => one !== 30)).toEqual([90]);
    expect(days(prod).length).toBe(ofType(prod, 'AWS::Lambda::Function').length + 2);
  });

  it('limits the rate of the requests before a function runs', () => {
    const limits = (of: typeof full): unknown =>
      ofType(of, 'AWS::ApiGatewayV2::Stage').map(
        ([, { Properties }]) => Properties['DefaultRouteSettings'],
      );
    const limit = (rate: string, burst: string): object => ({
      DetailedMetricsEnabled: true,
      ThrottlingRateLimit: rate,
      ThrottlingBurstLimit: burst,
    });
    expect(limits(full)).toEqual([limit('40', '80')]);
    expect(limits(prod)).toEqual([limit('500', '1000')]);
  });

  it('sends traces to its collector; otherwise no event reaches the function that would', () => {
    const sends = (of: typeof full): unknown => {
      const [[, fn] = []] = ofType(of, 'AWS::Lambda::Function').filter(
        ([id]) => id === 'ExportTracesLambdaFunction',
      );
      const { Layers, ReservedConcurrentExecutions, Environment } = resolverOf(of)(
        fn?.Properties,
      ) as {
        Layers?: string[];
        ReservedConcurrentExecutions?: number;
        Environment: { Variables: Record<string, string> };
      };
      const [[, rule] = []] = ofType(of, 'AWS::Events::Rule').filter(([, { Properties }]) =>
        JSON.stringify(Properties['Targets']).includes('"ExportTracesLambdaFunction"'),
      );
      const endpoint = Environment.Variables['TRACES_ENDPOINT'];
      const atOnce = ReservedConcurrentExecutions;
      return { state: rule?.Properties['State'], layers: Layers, atOnce, endpoint };
    };
    const { tracesEndpoint, tracesLayerArn } = EVERY_PARAMETER;
    expect(sends(full)).toEqual({
      state: 'ENABLED',
      layers: [tracesLayerArn],
      atOnce: 5,
      endpoint: tracesEndpoint,
    });
    expect(sends(prod)).toEqual({
      state: 'DISABLED',
      layers: undefined,
      atOnce: undefined,
      endpoint: 'http://localhost:4318/v1/traces',
    });
  });

  it('refuses a retention that CloudWatch does not know', async () => {
    await expect(packaged({ logRetentionDays: '8' })).rejects.toThrow('logRetentionInDays');
  });
});

describe('the access log of the HTTP API', () => {
  const stage = onlyOf(template, 'AWS::ApiGatewayV2::Stage');
  const { Format: format, DestinationArn } = stage['AccessLogSettings'] as {
    Format: string;
    DestinationArn: unknown;
  };

  it('is a JSON object with the request, its route, status, times and errors', () => {
    expect(Object.keys(JSON.parse(format) as object)).toEqual([
      'requestId',
      'time',
      'routeKey',
      'status',
      'latencyMs',
      'integrationStatus',
      'integrationLatencyMs',
      'integrationError',
      'error',
    ]);
    expect(format).not.toContain('\n');
    expect(resolverOf(template)(DestinationArn)).toBe(
      'arn:aws:logs:us-west-2:123456789012:log-group:/aws/http-api/channelkeeper-local:*',
    );
  });

  it('has no variable that holds a token, a query string, a path or an address', () => {
    const variables = [...format.matchAll(/\$context\.([\w.]+)/g)].map(([, name]) => name);
    expect(variables).toEqual([
      'requestId',
      'requestTime',
      'routeKey',
      'status',
      'responseLatency',
      'integrationStatus',
      'integrationLatency',
      'integrationErrorMessage',
      'error.responseType',
    ]);
  });
});

describe('the log of failed jobs', () => {
  it('is written by the rule of this deployment and this account alone', () => {
    const policy = onlyOf(template, 'AWS::Logs::ResourcePolicy');
    const { 'Fn::Sub': text } = policy['PolicyDocument'] as { 'Fn::Sub': string };
    const { Statement } = JSON.parse(text) as { Statement: Record<string, unknown>[] };
    expect(
      Statement.map(({ Action, Resource, Condition }) => [Action, Resource, Condition]),
    ).toEqual([
      ['logs:CreateLogStream', '${FailedJobsLog.Arn}', undefined],
      [
        'logs:PutLogEvents',
        '${FailedJobsLog.Arn}',
        {
          StringEquals: { 'aws:SourceAccount': '${AWS::AccountId}' },
          ArnEquals: { 'aws:SourceArn': '${FailedJobsRule.Arn}' },
        },
      ],
    ]);
  });
});

describe('the tags of the stack', () => {
  it('are its service and its stage, without two names that IAM takes for one', () => {
    const { provider } = parse(readFileSync(join(projectFolder, 'serverless.yml'), 'utf8'), {
      logLevel: 'silent',
    }) as { provider: { stackTags: Record<string, string> } };
    const shared = createRequire(import.meta.url)(
      'serverless/lib/plugins/aws/lib/get-shared-stack-action-params.js',
    ) as {
      getSharedStackActionParams(
        this: object,
        given: object,
      ): {
        Tags: { Key: string; Value: string }[];
      };
    };
    const surroundings = {
      serverless: { service: { provider } },
      provider: {
        getStage: () => 'prod',
        naming: { getStackName: () => 'channelkeeper-prod' },
        getCustomDeploymentRole: () => undefined,
      },
    };
    expect(shared.getSharedStackActionParams.call(surroundings, {}).Tags).toEqual([
      { Key: 'service', Value: '${self:service}' },
      { Key: 'stage', Value: '${sls:stage}' },
    ]);
  });
});

describe('the README', () => {
  it('describes every parameter of the template', () => {
    const text = (path: string): string => readFileSync(join(projectFolder, path), 'utf8');
    const template = text('serverless.yml') + text('deployment/alarms.yml');
    const used = [...template.matchAll(/\$\{param:(\w+)/g)].map(([, name = '']) => name);
    const [, deploy = ''] = text('README.md').split('\n## Deploy\n');
    const [list = ''] = deploy.split('\nScopes: ');
    const described = [...list.matchAll(/`(\w+)(?:=[^`]*)?`/g)].map(([, name = '']) => name);
    expect(used.length).toBeGreaterThan(20);
    expect([...new Set(used)].filter((name) => !described.includes(name))).toEqual([]);
  });
});

describe('the data of a deployment', () => {
  const dataOf = (of: typeof full): unknown[] =>
    ['AWS::DynamoDB::Table', 'AWS::SQS::Queue'].flatMap((type) =>
      ofType(of, type).map(([id, { DeletionPolicy, UpdateReplacePolicy, Properties }]) => [
        id,
        DeletionPolicy,
        UpdateReplacePolicy,
        resolverOf(of)(Properties['DeletionProtectionEnabled']),
      ]),
    );

  it('outlive the stack of the stage prod, where the table cannot be deleted by mistake', () => {
    expect(dataOf(prod)).toEqual([
      ['Table', 'Retain', 'Retain', true],
      ['DeadLetters', 'Retain', 'Retain', undefined],
    ]);
  });

  it('go with the stack of another stage, unless it protects them', async () => {
    expect(dataOf(template)).toEqual([
      ['Table', 'Delete', 'Delete', false],
      ['DeadLetters', 'Delete', 'Delete', undefined],
    ]);
    expect(dataOf(await packaged({ ...REQUIRED, protectData: 'true' }, 'staging'))).toEqual(
      dataOf(prod),
    );
  });
});

describe('a teardown', () => {
  const NAMES = /^(?:\w*Name)$/;

  it('leaves no resource whose name the next deployment needs', () => {
    const left = Object.entries(prod.Resources).filter(
      ([, { DeletionPolicy }]) => DeletionPolicy !== undefined && DeletionPolicy !== 'Delete',
    );
    expect(left.map(([id]) => id)).toEqual(['Table', 'DeadLetters']);
    for (const [id, { Properties }] of left)
      expect(
        Object.keys(Properties).filter((name) => NAMES.test(name)),
        id,
      ).toEqual([]);
  });

  it('leaves no log group behind, because no function may create one again', () => {
    for (const [id, { Properties }] of ofType(prod, 'AWS::IAM::Role'))
      expect(JSON.stringify(Properties), id).not.toContain('CreateLogGroup');
    const groups = ofType(prod, 'AWS::Logs::LogGroup').map(([, { Properties }]) =>
      String(Properties['LogGroupName']),
    );
    for (const [, { Properties }] of ofType(prod, 'AWS::Lambda::Function'))
      expect(groups).toContain(`/aws/lambda/${String(Properties['FunctionName'])}`);
  });
});
