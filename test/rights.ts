import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../local/build.ts';
import { packagedTemplate } from '../local/packaging.ts';
import { resolver } from '../local/resolve.ts';
import { localAccountId } from '../local/template.ts';
import type { OperationName } from '../lib/ivs/operations.ts';

/** A right that IAM checks for a call. */
interface Right {
  action: string;
  resource: string;
  /** The item's partition key, for a write to DynamoDB. */
  partition?: string;
}

/** A right that a role grants. */
export interface Grant {
  action: string;
  /** A pattern in which `*` matches any text. */
  resource: string;
  /** The patterns of the partition keys that the item may have, when the role restricts them. */
  partitions?: string[];
}

/** The parts of a call that IAM looks at. */
interface Sent {
  service: 'ivs' | 'dynamodb' | 'events' | 's3' | 'secretsmanager';
  operation: string;
  input: Record<string, unknown>;
}

type Kind =
  | 'channel'
  | 'stream-key'
  | 'playback-key'
  | 'playback-restriction-policy'
  | 'recording-configuration'
  | 'ad-configuration';
/** Stands for the resource type of the ARN in the input. */
const NAMED = 'named';

/**
 * The resource types that each action needs a right to (service authorization reference, "Actions,
 * resources, and condition keys for Amazon Interactive Video Service"). An empty list means that
 * IAM checks for "*"; a role that names resources does not allow the action.
 */
const NEEDS: Record<OperationName, readonly (Kind | typeof NAMED)[]> = {
  BatchGetChannel: ['channel'],
  BatchGetStreamKey: ['stream-key'],
  BatchStartViewerSessionRevocation: ['channel'],
  CreateAdConfiguration: ['ad-configuration'],
  CreateChannel: ['channel', 'stream-key'],
  CreatePlaybackRestrictionPolicy: ['playback-restriction-policy'],
  CreateRecordingConfiguration: ['recording-configuration'],
  CreateStreamKey: ['stream-key'],
  DeleteAdConfiguration: ['ad-configuration'],
  DeleteChannel: ['channel', 'stream-key'],
  DeletePlaybackKeyPair: ['playback-key'],
  DeletePlaybackRestrictionPolicy: ['playback-restriction-policy'],
  DeleteRecordingConfiguration: ['recording-configuration'],
  DeleteStreamKey: ['stream-key'],
  GetAdConfiguration: ['ad-configuration'],
  GetChannel: ['channel'],
  GetPlaybackKeyPair: ['playback-key'],
  GetPlaybackRestrictionPolicy: ['playback-restriction-policy'],
  GetRecordingConfiguration: ['recording-configuration'],
  GetStream: ['channel'],
  GetStreamKey: ['stream-key'],
  GetStreamSession: ['channel'],
  ImportPlaybackKeyPair: ['playback-key'],
  InsertAdBreak: ['channel'],
  ListAdConfigurations: [],
  ListChannels: ['channel'],
  ListPlaybackKeyPairs: ['playback-key'],
  ListPlaybackRestrictionPolicies: [],
  ListRecordingConfigurations: ['recording-configuration'],
  ListStreamKeys: ['channel', 'stream-key'],
  ListStreamSessions: ['channel'],
  ListStreams: ['channel'],
  ListTagsForResource: [NAMED],
  PutMetadata: ['channel'],
  StartViewerSessionRevocation: ['channel'],
  StopStream: ['channel'],
  TagResource: [NAMED],
  UntagResource: [NAMED],
  UpdateAdConfiguration: [],
  UpdateChannel: ['channel'],
  UpdatePlaybackRestrictionPolicy: ['playback-restriction-policy'],
};

const place = { accountId: localAccountId, region: 'us-west-2' };
const arn = (service: string, rest: string): string =>
  `arn:aws:${service}:${place.region}:${place.accountId}:${rest}`;
const ROLE_OF_IVS =
  `arn:aws:iam::${place.accountId}:role/aws-service-role/` +
  'ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3';

/**
 * Returns the rights that IAM checks for a call. IVS resources are told apart by their type alone.
 */
function rightsFor({ service, operation, input }: Sent): Right[] {
  if (service === 'events')
    return (input.Entries as { EventBusName: string }[]).map(({ EventBusName }) => ({
      action: 'events:PutEvents',
      resource: arn('events', `event-bus/${EventBusName}`),
    }));
  if (service === 'secretsmanager') {
    const named = String(input.SecretId ?? input.Name);
    // IAM sees the ARN, which ends in six characters that AWS draws.
    const arn = `arn:aws:secretsmanager:us-west-2:${localAccountId}:secret:${named}-AbCdEf`;
    const resource = named.startsWith('arn:') ? named : arn;
    return [{ action: `secretsmanager:${operation}`, resource }];
  }
  if (service === 's3') {
    const { Bucket, Key } = input as { Bucket: string; Key?: string };
    return Key === undefined
      ? [{ action: 's3:ListBucket', resource: `arn:aws:s3:::${Bucket}` }]
      : [{ action: `s3:${operation}`, resource: `arn:aws:s3:::${Bucket}/${Key}` }];
  }
  if (service === 'dynamodb') {
    const { RequestItems, IndexName, Item, Key, ...named } = input as {
      TableName?: string;
      RequestItems?: Record<string, { Keys?: { pk: { S: string } }[] }>;
      IndexName?: string;
      Item?: { pk: { S: string } };
      Key?: { pk: { S: string } };
    };
    const TableName = named.TableName ?? Object.keys(RequestItems ?? {}).join();
    const [asked] = Object.values(RequestItems ?? {});
    const partitions = asked?.Keys?.map(({ pk }) => pk.S) ?? [(Item ?? Key)?.pk.S];
    const resource = arn(
      'dynamodb',
      `table/${TableName}${IndexName === undefined ? '' : `/index/${IndexName}`}`,
    );
    return partitions.map((partition) => ({
      action: `dynamodb:${operation}`,
      resource,
      ...(partition !== undefined && { partition }),
    }));
  }
  const kinds = NEEDS[operation as OperationName].map((kind) =>
    kind === NAMED ? (String(input.resourceArn).split(':')[5]?.split('/')[0] ?? '') : kind,
  );
  const about = (action: string, kind: string): Right => ({
    action: `ivs:${action}`,
    resource: arn('ivs', `${kind}/AbCdEf123456`),
  });
  const creates = /^(?:Create|Import)/.test(operation);
  return [
    ...(kinds.length === 0
      ? [{ action: `ivs:${operation}`, resource: '*' }]
      : kinds.map((kind) => about(operation, kind))),
    ...(creates && Object.keys(input.tags ?? {}).length > 0
      ? [about('TagResource', kinds[0] ?? '')]
      : []),
    // For the first recording configuration of an account, IVS uses our rights to create its own
    // service-linked role, which writes to the bucket.
    ...(operation === 'CreateRecordingConfiguration'
      ? [{ action: 'iam:CreateServiceLinkedRole', resource: ROLE_OF_IVS }]
      : []),
  ];
}

/** Returns whether IAM checks the action for resources of the types in a statement. */
export function isAsked({ action, resource }: Grant): boolean {
  const [service, name = ''] = action.split(':');
  if (service !== 'ivs') return resource !== '*';
  const kinds = NEEDS[name as OperationName];
  const kind = resource.split(':')[5]?.split('/')[0] as Kind | undefined;
  return kinds.length === 0
    ? resource === '*'
    : kind !== undefined &&
        (kinds.includes(kind) || kinds.includes(NAMED) || /^(?:Create|Import)/.test(name));
}

/**
 * Actions that Lambda takes in the function's name: it writes the log and sends given-up events to
 * the queue.
 */
const LAMBDAS_OWN = /^(?:logs|sqs):/;

interface Statement {
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, string[]>>;
}

/** Returns every pair of action and resource in the role of each function. */
export async function grantedRights(): Promise<Record<string, Grant[]>> {
  const template = await packagedTemplate(projectFolder, () => undefined);
  const resolve = resolver(template, place);
  const functions = Object.values(template.Resources).filter(
    ({ Type }) => Type === 'AWS::Lambda::Function',
  );
  return Object.fromEntries(
    functions.map(({ Properties }) => {
      const [roleId] = (Properties['Role'] as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'];
      const policies = template.Resources[roleId]?.Properties['Policies'] as {
        PolicyDocument: { Statement: Statement[] };
      }[];
      // A statement may depend on a parameter.
      const statements = policies.flatMap(
        ({ PolicyDocument }) => resolve(PolicyDocument.Statement) as (Statement | undefined)[],
      );
      const rights = statements
        .filter((one) => one !== undefined)
        .flatMap(({ Action, Resource, Condition }) => {
          const partitions = (Condition?.['ForAllValues:StringEquals'] ??
            Condition?.['ForAllValues:StringLike'])?.['dynamodb:LeadingKeys'];
          const pairs = [Action]
            .flat()
            .flatMap((action) =>
              [resolve(Resource)]
                .flat()
                .map((resource) => ({ action, resource: String(resource) })),
            );
          return pairs.map((pair) => ({ ...pair, ...(partitions && { partitions }) }));
        });
      return [String(Properties['Handler']).split('/')[1] ?? '', rights];
    }),
  );
}

const granted = await grantedRights();

const matches = (pattern: string, resource: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(resource);
const covers = (grant: Grant, right: Right): boolean =>
  grant.action === right.action && matches(grant.resource, right.resource);
const allows = (grant: Grant, right: Right): boolean =>
  covers(grant, right) &&
  (!grant.partitions ||
    grant.partitions.some((pattern) => matches(pattern, right.partition ?? '')));

/**
 * The rights that functions used, and the rights that they used without having them. Each right is
 * a line `<function> <action> <resource>`.
 */
export class UsedRights {
  readonly #used = new Set<string>();
  readonly #refused = new Set<string>();

  note(functionName: string, call: Sent): void {
    for (const right of rightsFor(call)) {
      const line = `${functionName} ${right.action} ${right.resource}`;
      this.#used.add(line);
      if (!granted[functionName]?.some((grant) => allows(grant, right))) this.#refused.add(line);
    }
  }

  /**
   * Returns the used rights that the function's role does not grant. AWS would have refused these
   * calls.
   */
  refused(): string[] {
    return [...this.#refused];
  }

  /**
   * Adds the used rights to those of the whole run, if the run collects them.
   * @throws Error that names the refused rights
   */
  close(): void {
    const folder = process.env['RIGHTS_FOLDER'];
    if (folder !== undefined)
      appendFileSync(join(folder, String(process.pid)), [...this.#used, ''].join('\n'));
    const refused = this.refused();
    if (refused.length > 0)
      throw new Error(`Roles in serverless.yml do not allow what was done: ${refused.join('; ')}`);
  }
}

/**
 * The functions that run jobs. Timing decides which of them runs a step, so a right that one of
 * them used counts as used by all of them.
 */
const RUNNERS = [
  'commands',
  'keys',
  'operations',
  'viewers',
  'deadLetters',
  'streamState',
  'runReactions',
  'jobDue',
  'emergencyJobDue',
];
const isProof = (by: string, functionName: string): boolean =>
  by === functionName || (RUNNERS.includes(by) && RUNNERS.includes(functionName));

/**
 * Returns the rights in roles that no test of a whole run used: `<function> <action> <resource>`.
 */
export function unusedRights(folder: string): string[] {
  const used = readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' ')),
  );
  return Object.entries(granted).flatMap(([functionName, rights]) =>
    rights
      .filter(
        (grant) =>
          !LAMBDAS_OWN.test(grant.action) &&
          !used.some(
            ([by = '', action = '', resource = '']) =>
              isProof(by, functionName) && covers(grant, { action, resource }),
          ),
      )
      .map(({ action, resource }) => `${functionName} ${action} ${resource}`),
  );
}
