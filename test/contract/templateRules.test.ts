import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../../local/build.ts';
import type { CloudFormation, Resource } from '../../local/packaging.ts';
import { IVS_REGIONS, regionOffence } from '../../scripts/ivsRegions.ts';
import { templateOffences } from '../../scripts/templateRules.ts';
import { EVERY_PARAMETER, ofType, packaged, REQUIRED } from '../packaged.ts';

const runbooks = readFileSync(join(projectFolder, 'docs/runbooks.md'), 'utf8');
const prod = await packaged(REQUIRED, 'prod');
const inProd = { stage: 'prod', runbooks };

/** Returns the offences of the template of prod in which one resource is changed. */
function offencesWith(id: string, change: (resource: Resource) => void): string[] {
  const broken = structuredClone(prod);
  const resource = broken.Resources[id];
  if (!resource) throw new Error(`The template has no ${id}.`);
  change(resource);
  return templateOffences(broken, inProd);
}

/** Returns the id of the resource of a type that an expression finds in its text. */
function idOf(of: CloudFormation, type: string, text: string): string {
  const [[id] = [''], ...others] = ofType(of, type).filter(([, resource]) =>
    JSON.stringify(resource).includes(text),
  );
  expect(others.map(([name]) => name)).toEqual([]);
  return id;
}

type Statement = Record<string, unknown>;
const statementsOf = ({ Properties }: Resource): Statement[] =>
  (Properties['Policies'] as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );

describe('the template', () => {
  it('keeps its rules, in every stage and with every parameter', async () => {
    expect(templateOffences(prod, inProd)).toEqual([]);
    expect(templateOffences(await packaged(), { stage: 'local', runbooks })).toEqual([]);
    expect(templateOffences(await packaged(EVERY_PARAMETER, 'prod'), inProd)).toEqual([]);
  });
});

describe('a template is refused', () => {
  const rule = idOf(prod, 'AWS::Events::Rule', '"IVS Stream State Change"]}');

  it.each([
    ['STANDARD', []],
    [
      'PREMIUM',
      ['Show: IVS has no channel type PREMIUM, only ADVANCED_HD, ADVANCED_SD, BASIC, STANDARD'],
    ],
  ])('when IVS refuses the type of a channel: %s', (Type, offences) => {
    const Show = { Type: 'AWS::IVS::Channel', Properties: { Type } };
    const Resources = { ...prod.Resources, Show };
    expect(templateOffences({ ...prod, Resources }, inProd)).toEqual(offences);
  });

  it('when traces are asked for, and nobody collects them', async () => {
    const traces = await packaged({ ...REQUIRED, traces: 'true' }, 'prod');
    expect(templateOffences(traces, inProd)).toEqual([
      'ExportTracesLambdaFunction: traces need a collector, by tracesLayerArn or tracesEndpoint',
    ]);
  });

  it('when a rule has a target without a dead-letter queue', () => {
    expect(
      offencesWith(rule, ({ Properties }) => {
        const [target] = Properties['Targets'] as Record<string, unknown>[];
        delete target?.['DeadLetterConfig'];
      }),
    ).toEqual([`${rule}: the rule has a target without a dead-letter queue`]);
  });

  it('when a function that consumes events has no destination for those it gives up', () => {
    const config = idOf(prod, 'AWS::Lambda::EventInvokeConfig', '"JournalLambdaFunction"');
    expect(
      offencesWith(config, ({ Properties }) => void delete Properties['DestinationConfig']),
    ).toEqual([
      'JournalLambdaFunction: the function has no destination for events that it gives up',
    ]);
  });

  it('when a function reads a queue without a dead-letter queue', () => {
    const broken = structuredClone(prod);
    const mapping = idOf(prod, 'AWS::Lambda::EventSourceMapping', 'DeadLetters');
    broken.Resources['Orders'] = { Type: 'AWS::SQS::Queue', Properties: {} };
    const reads = { 'Fn::GetAtt': ['Orders', 'Arn'] };
    Object.assign(broken.Resources[mapping]?.Properties ?? {}, { EventSourceArn: reads });
    expect(templateOffences(broken, inProd)).toEqual([
      `${mapping}: the queue Orders that it reads has no dead-letter queue`,
    ]);
  });

  it.each(['*', 'dynamodb:*', 'ivs:Get*'])('when a role allows %s', (action) => {
    const offence = [`SweepRole: the role allows the wildcard action ${action}`];
    expect(
      offencesWith('SweepRole', (role) => {
        const [first] = statementsOf(role);
        if (first) first['Action'] = action;
      }),
    ).toEqual(offence);
    expect(
      offencesWith('SweepRole', (role) => {
        const added = { Effect: 'Allow', Action: ['ivs:GetStream', action], Resource: '*' };
        statementsOf(role).push(added);
        const [policy] = role.Properties['Policies'] as {
          PolicyDocument: { Statement: unknown[] };
        }[];
        policy?.PolicyDocument.Statement.push({ 'Fn::If': ['HasCors', added, added] });
      }),
    ).toEqual([...offence, ...offence]);
  });

  it('when a role allows more than it says', () => {
    expect(
      offencesWith('SweepRole', (role) => {
        const [first] = statementsOf(role);
        if (first) first['NotAction'] = first['Action'];
        delete first?.['Action'];
        role.Properties['ManagedPolicyArns'] = ['arn:aws:iam::aws:policy/AdministratorAccess'];
      }),
    ).toEqual([
      'SweepRole: the role allows all actions but some (NotAction)',
      'SweepRole: the role has managed policies, whose actions this template does not say',
    ]);
  });

  it('when a log group has no retention', () => {
    expect(
      offencesWith(
        'HttpApiLogGroup',
        ({ Properties }) => void delete Properties['RetentionInDays'],
      ),
    ).toEqual(['HttpApiLogGroup: the log group has no retention']);
  });

  it('when a function has no log group', () => {
    const broken = structuredClone(prod);
    delete broken.Resources['SweepLogGroup'];
    expect(templateOffences(broken, inProd)).toEqual([
      'SweepLambdaFunction: the function has no log group here, so its log would never expire',
    ]);
  });

  it('when the table of prod is not protected, and in prod alone', async () => {
    const broken = await packaged({ ...REQUIRED, protectData: 'false' }, 'prod');
    expect(templateOffences(broken, inProd)).toEqual([
      'Table: in the stage prod the table lacks deletion protection and retention',
    ]);
    expect(
      offencesWith('Table', (table) => {
        table.UpdateReplacePolicy = 'Delete';
        delete table.Properties['PointInTimeRecoverySpecification'];
      }),
    ).toEqual(['Table: in the stage prod the table lacks retention and point-in-time recovery']);
  });

  it('when an alarm has no section in the runbooks', () => {
    expect(
      templateOffences(prod, {
        ...inProd,
        runbooks: runbooks.replace('\n## sweep\n', '\n## swept\n'),
      }),
    ).toEqual(['SweepAlarm: docs/runbooks.md has no section "sweep" about the alarm']);
  });

  it('when an alarm does not name its section, or wakes nobody', () => {
    expect(
      offencesWith('SweepAlarm', ({ Properties }) => {
        Properties['AlarmDescription'] = 'No sweep has succeeded.';
        delete Properties['OKActions'];
      }),
    ).toEqual([
      'SweepAlarm: the description of the alarm does not end in its section, #sweep',
      'SweepAlarm: the alarm has no OKActions',
    ]);
  });

  it.each([
    ['a text for a list', { source: 'aws.ivs' }, 'EventBridge refuses the pattern: '],
    ['a number as a prefix', { source: [{ prefix: 7 }] }, 'EventBridge refuses the pattern: '],
    [
      'too many characters',
      { source: ['a'.repeat(3_000)] },
      'the pattern has 3015 characters; 2048 are allowed',
    ],
  ])('when EventBridge refuses a pattern: %s', (_name, pattern, message) => {
    for (const id of [rule, 'IvsArchive']) {
      const offences = offencesWith(id, ({ Properties }) => {
        Properties['EventPattern'] = pattern;
      });
      expect(offences).toEqual([expect.stringContaining(`${id}: ${message}`)]);
    }
  });
});

describe('a region', () => {
  it('is taken if it offers IVS, and otherwise refused by its name with the list', () => {
    for (const region of IVS_REGIONS) expect(regionOffence(region), region).toBeUndefined();
    expect(regionOffence('eu-north-1')).toBe(
      'IVS low-latency streaming is not offered in eu-north-1. Deploy to one of us-east-1, ' +
        'us-west-2, ap-south-1, ap-northeast-1, ap-northeast-2, eu-central-1, eu-west-1.',
    );
  });
});
