import { ChannelType } from '@aws-sdk/client-ivs';
import { compilePattern } from '../lib/patterns/pattern.ts';
import type { CloudFormation, Resource } from '../local/packaging.ts';
import { resolver } from '../local/resolve.ts';

/** The surroundings of a template that its rules depend on. */
export interface Deployment {
  readonly stage: string;
  /** The text of docs/runbooks.md. */
  readonly runbooks: string;
}

type Named = readonly [id: string, resource: Resource];

/** A template, with the means to look at it. */
interface Look extends Deployment {
  readonly template: CloudFormation;
  readonly ofType: (type: string) => Named[];
  readonly resolve: (value: unknown) => unknown;
}

/** Functions that need no dead letters, and the reason. */
const WITHOUT_DEAD_LETTERS: Readonly<Record<string, string>> = {
  JobDueLambdaFunction: 'a hint that a job is due is sent again every minute',
  EmergencyJobDueLambdaFunction: 'a hint that a job is due is sent again every minute',
  ExportTracesLambdaFunction: 'a trace that is lost is no work that is lost',
};
/** The function that sends traces. */
const EXPORTER = 'ExportTracesLambdaFunction';
/**
 * The quota of an account:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const PATTERN_LENGTH_MAX = 2_048;
/** The stage whose data are always protected; others do so with the parameter `protectData`. */
const PROTECTED_STAGE = 'prod';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns every object inside a value, the value itself included. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isRecord(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}

/** Returns the ids of the resources that a value refers to. */
const idsIn = (value: unknown): string[] =>
  objectsIn(value).flatMap((one) => {
    const { Ref, 'Fn::GetAtt': attribute } = one;
    const id = Array.isArray(attribute) ? (attribute as unknown[])[0] : attribute;
    return [Ref, id].flatMap((name) =>
      typeof name === 'string' ? [name.replace(/\..*/, '')] : [],
    );
  });

/** The functions that rules with a pattern invoke: Lambda retries these and then gives them up. */
const consumers = ({ ofType, template }: Look): string[] => [
  ...new Set(
    ofType('AWS::Events::Rule').flatMap(([, { Properties }]) =>
      Properties['EventPattern'] === undefined
        ? []
        : idsIn(Properties['Targets']).filter(
            (id) => template.Resources[id]?.Type === 'AWS::Lambda::Function',
          ),
    ),
  ),
];

/** An event that is given up may not disappear. */
function withoutDeadLetters(look: Look): string[] {
  const { ofType, template } = look;
  const rules = ofType('AWS::Events::Rule').flatMap(([id, { Properties }]) =>
    Properties['EventPattern'] !== undefined &&
    ((Properties['Targets'] ?? []) as Record<string, unknown>[]).some(
      (target) =>
        target['DeadLetterConfig'] === undefined &&
        !idsIn(target['Arn']).some((name) => WITHOUT_DEAD_LETTERS[name] !== undefined),
    )
      ? [`${id}: the rule has a target without a dead-letter queue`]
      : [],
  );
  const withDestination = ofType('AWS::Lambda::EventInvokeConfig').flatMap(([, { Properties }]) =>
    objectsIn(Properties['DestinationConfig']).some((one) => one['OnFailure'] !== undefined)
      ? idsIn(Properties['FunctionName'])
      : [],
  );
  const functions = consumers(look)
    .filter((id) => WITHOUT_DEAD_LETTERS[id] === undefined && !withDestination.includes(id))
    .map((id) => `${id}: the function has no destination for events that it gives up`);
  // The queue of dead letters is the end of the way; any other queue needs one.
  const letters = new Set(
    [...ofType('AWS::Events::Rule'), ...ofType('AWS::Lambda::EventInvokeConfig')].flatMap(
      ([, { Properties }]) =>
        objectsIn(Properties).flatMap((one) => idsIn([one['DeadLetterConfig'], one['OnFailure']])),
    ),
  );
  const queues = ofType('AWS::Lambda::EventSourceMapping').flatMap(([id, { Properties }]) =>
    idsIn(Properties['EventSourceArn'])
      .filter((name) => !letters.has(name))
      .filter((name) => template.Resources[name]?.Properties['RedrivePolicy'] === undefined)
      .map((name) => `${id}: the queue ${name} that it reads has no dead-letter queue`),
  );
  return [...rules, ...functions, ...queues];
}

/** A role allows single actions, and says all of them itself. */
const broadRoles = ({ ofType }: Look): string[] =>
  ofType('AWS::IAM::Role').flatMap(([id, { Properties }]) => {
    const statements = objectsIn(Properties['Policies']).filter((one) => one['Effect'] === 'Allow');
    return [
      ...statements
        .flatMap(({ Action }) => [Action].flat().map(String))
        .filter((action) => action.includes('*'))
        .map((action) => `${id}: the role allows the wildcard action ${action}`),
      ...statements
        .filter(({ NotAction }) => NotAction !== undefined)
        .map(() => `${id}: the role allows all actions but some (NotAction)`),
      ...(Properties['ManagedPolicyArns'] === undefined
        ? []
        : [`${id}: the role has managed policies, whose actions this template does not say`]),
    ];
  });

/** A log is kept for a time that somebody has chosen. */
function logsWithoutEnd({ ofType }: Look): string[] {
  const groups = ofType('AWS::Logs::LogGroup');
  const names = groups.map(([, { Properties }]) => Properties['LogGroupName']);
  return [
    ...groups
      .filter(([, { Properties }]) => !(Number(Properties['RetentionInDays']) > 0))
      .map(([id]) => `${id}: the log group has no retention`),
    ...ofType('AWS::Lambda::Function')
      .filter(
        ([, { Properties }]) =>
          !names.includes(`/aws/lambda/${String(Properties['FunctionName'])}`),
      )
      .map(([id]) => `${id}: the function has no log group here, so its log would never expire`),
  ];
}

/** The data of the stage prod survive a mistake. */
const unprotectedTables = ({ ofType, resolve, stage }: Look): string[] =>
  stage !== PROTECTED_STAGE
    ? []
    : ofType('AWS::DynamoDB::Table').flatMap(
        ([id, { DeletionPolicy, UpdateReplacePolicy, Properties }]) => {
          const recovery = Properties['PointInTimeRecoverySpecification'];
          const lacks = [
            ...(resolve(Properties['DeletionProtectionEnabled']) === true
              ? []
              : ['deletion protection']),
            ...(DeletionPolicy === 'Retain' && UpdateReplacePolicy === 'Retain'
              ? []
              : ['retention']),
            ...(isRecord(recovery) && recovery['PointInTimeRecoveryEnabled'] === true
              ? []
              : ['point-in-time recovery']),
          ];
          return lacks.length === 0
            ? []
            : [`${id}: in the stage ${stage} the table lacks ${lacks.join(' and ')}`];
        },
      );

/** An alarm wakes somebody, who finds its section. */
const silentAlarms = ({ ofType, stage, runbooks }: Look): string[] =>
  ofType('AWS::CloudWatch::Alarm').flatMap(([id, { Properties }]) => {
    const section = String(Properties['AlarmName']).replace(`channelkeeper-${stage}-`, '');
    return [
      ...(runbooks.includes(`\n## ${section}\n`)
        ? []
        : [`${id}: docs/runbooks.md has no section "${section}" about the alarm`]),
      ...(String(Properties['AlarmDescription']).endsWith(`#${section}`)
        ? []
        : [`${id}: the description of the alarm does not end in its section, #${section}`]),
      ...['AlarmActions', 'OKActions']
        .filter((actions) => Properties[actions] === undefined)
        .map((actions) => `${id}: the alarm has no ${actions}`),
    ];
  });

/** A pattern that EventBridge refuses would end the deployment in the middle. */
const refusedPatterns = ({ ofType, resolve }: Look): string[] =>
  [...ofType('AWS::Events::Rule'), ...ofType('AWS::Events::Archive')].flatMap(
    ([id, { Properties }]) => {
      const pattern = Properties['EventPattern'];
      if (pattern === undefined) return [];
      const text = JSON.stringify(resolve(pattern));
      try {
        compilePattern(text);
      } catch (error) {
        return [`${id}: EventBridge refuses the pattern: ${(error as Error).message}`];
      }
      return text.length > PATTERN_LENGTH_MAX
        ? [`${id}: the pattern has ${text.length} characters; ${PATTERN_LENGTH_MAX} are allowed`]
        : [];
    },
  );

/** CloudFormation hands the type of a channel on to IVS, which refuses it in the middle. */
const refusedChannels = ({ ofType, resolve }: Look): string[] =>
  ofType('AWS::IVS::Channel').flatMap(([id, { Properties }]) => {
    const { Type: type = ChannelType.StandardChannelType } = resolve(Properties) as {
      Type?: string;
    };
    const known: readonly string[] = Object.values(ChannelType);
    return known.includes(type)
      ? []
      : [`${id}: IVS has no channel type ${type}, only ${known.join(', ')}`];
  });

/** Traces that are asked for have a collector. */
const tracesWithoutCollector = ({ ofType, resolve, stage }: Look): string[] => {
  const isAskedFor = ofType('AWS::Events::Rule').some(
    ([, { Properties }]) =>
      idsIn(Properties['Targets']).includes(EXPORTER) && Properties['State'] !== 'DISABLED',
  );
  return ofType('AWS::Lambda::Function')
    .filter(([id]) => id === EXPORTER && isAskedFor)
    .flatMap(([id, { Properties }]) => {
      const { Layers, Environment } = resolve(Properties) as {
        Layers?: unknown[];
        Environment?: { Variables?: Record<string, unknown> };
      };
      const { hostname } = new URL(String(Environment?.Variables?.['TRACES_ENDPOINT']));
      return hostname === 'localhost' && Layers === undefined && stage !== 'local'
        ? [`${id}: traces need a collector, by tracesLayerArn or tracesEndpoint`]
        : [];
    });
};

const RULES = [
  refusedChannels,
  tracesWithoutCollector,
  withoutDeadLetters,
  broadRoles,
  logsWithoutEnd,
  unprotectedTables,
  silentAlarms,
  refusedPatterns,
];

/**
 * Returns the offences of a packaged template against the rules of this project, each as a sentence
 * that begins with the id of the resource. Packaging refuses a template with offences.
 */
export function templateOffences(template: CloudFormation, deployment: Deployment): string[] {
  const look: Look = {
    ...deployment,
    template,
    ofType: (type) => Object.entries(template.Resources).filter(([, { Type }]) => Type === type),
    resolve: resolver(template, { accountId: '123456789012', region: 'us-west-2' }),
  };
  return RULES.flatMap((rule) => rule(look));
}
