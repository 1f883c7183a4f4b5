import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { build, functionSources, projectFolder } from './build.ts';
import { packagedTemplate } from './packaging.ts';
import type { CloudFormation, Resource } from './packaging.ts';
import { resolver } from './resolve.ts';
import type { Resolve } from './resolve.ts';
import { basename } from 'node:path';

/** The account of the local stack. */
export const localAccountId = '123456789012';

export interface LambdaFunction {
  /** The key in serverless.yml, which is also the name of its file. */
  name: string;
  /** The name on AWS. */
  fullName: string;
  arn: string;
  /** `functions/…/<name>.ts`, relative to the project's folder. */
  source: string;
  /** `dist/<name>/index.mjs`, relative to the project's folder. */
  bundle: string;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
  reservedConcurrency?: number;
  maximumRetryAttempts: number;
  maximumEventAgeSeconds: number;
  /** The destination of the events that the function gave up, if it has one. */
  onFailureArn?: string;
}

/** A queue whose messages a function reads. */
export interface EventSource {
  queueArn: string;
  functionName: string;
  batchSize: number;
  /** Whether the answer of the function names the messages that failed. */
  reportsItemFailures: boolean;
  /** The time after which a message that was not deleted is delivered again. */
  visibilityTimeoutSeconds: number;
}

export interface Route {
  method: string;
  path: string;
  functionName: string;
}

/** The CORS configuration of an HTTP API: the rights of pages of other origins. */
export interface Cors {
  AllowOrigins: string[];
  AllowMethods: string[];
  AllowHeaders: string[];
  ExposeHeaders: string[];
  MaxAge: number;
}

/** A rule has either a pattern or a schedule. */
export interface Rule {
  name: string;
  busName: string;
  pattern?: unknown;
  schedule?: string;
  functionName: string;
  /** Replaces the event if present. */
  input?: unknown;
}

export interface Template {
  /** The base folder of the functions' relative paths. */
  folder: string;
  functions: LambdaFunction[];
  routes: Route[];
  /** Absent: pages of other origins have no access. */
  cors?: Cors;
  rules: Rule[];
  eventSources: EventSource[];
  tables: CreateTableCommandInput[];
  buses: string[];
}

export interface PackageOptions {
  log?: (line: string) => void;
  /** The folder of serverless.yml; default: the project's folder. */
  folder?: string;
  region?: string;
  /**
   * Whether to bundle the functions too (default: true). Code that runs the functions from source
   * needs no bundles.
   */
  bundles?: boolean;
  /** Origins whose pages may call the HTTP API, separated by commas. */
  corsOrigins?: string;
  /** Whether jobs that have ended are sent to a collector of OpenTelemetry. */
  traces?: boolean;
}

/**
 * Packages serverless.yml as for a deployment and reads from the result the parts that the local
 * stack needs, with Ref, GetAtt, Sub and Join resolved.
 * @throws an error when serverless.yml is wrong, a function does not build, or the template
 * contains something that the local stack cannot simulate
 */
export async function packageTemplate(options: PackageOptions = {}): Promise<Template> {
  const {
    log = () => undefined,
    folder = projectFolder,
    region = 'us-west-2',
    bundles = true,
    corsOrigins,
    traces = false,
  } = options;
  const parameters = {
    ...(corsOrigins !== undefined && { corsOrigins }),
    ...(traces && { traces: 'true' }),
  };
  const [template] = await Promise.all([
    packagedTemplate(folder, log, parameters),
    bundles ? build(folder) : undefined,
  ]);
  return readTemplate(template, folder, region);
}

function readTemplate(template: CloudFormation, folder: string, region: string): Template {
  const resolve = resolver(template, { accountId: localAccountId, region });
  const resources = Object.entries(template.Resources);
  const ofType = (type: string): [string, Resource][] =>
    resources.filter(([, resource]) => resource.Type === type);
  const sources = functionSources(folder);
  const functions = ofType('AWS::Lambda::Function').map(([id]) =>
    readFunction(id, template, sources, resolve),
  );
  const named = (fullName: string): string => {
    const found = functions.find((one) => one.fullName === fullName);
    if (!found) throw new Error(`serverless.yml: there is no function ${fullName}`);
    return found.name;
  };
  const [cors] = ofType('AWS::ApiGatewayV2::Api').map(
    ([, { Properties }]) => resolve(Properties['CorsConfiguration']) as Cors | undefined,
  );
  return {
    folder,
    functions,
    ...(cors && { cors }),
    routes: ofType('AWS::ApiGatewayV2::Route').map(([, route]) =>
      readRoute(route, template, resolve, named),
    ),
    rules: ofType('AWS::Events::Rule').flatMap(([, rule]) => readRule(rule, resolve, named)),
    eventSources: ofType('AWS::Lambda::EventSourceMapping').map(([id, mapping]) =>
      readEventSource(id, mapping, ofType('AWS::SQS::Queue'), resolve, named),
    ),
    tables: ofType('AWS::DynamoDB::Table').map(
      ([, table]) => resolve(table.Properties) as CreateTableCommandInput,
    ),
    buses: ofType('AWS::Events::EventBus').map(([, bus]) =>
      String(resolve(bus.Properties['Name'])),
    ),
  };
}

function readFunction(
  id: string,
  template: CloudFormation,
  sources: readonly string[],
  resolve: Resolve,
): LambdaFunction {
  const resource = template.Resources[id];
  const properties = resolve(resource?.Properties) as {
    FunctionName: string;
    Handler: string;
    Timeout: number;
    MemorySize: number;
    Environment?: { Variables?: Record<string, unknown> };
    ReservedConcurrentExecutions?: number;
  };
  const invoke = Object.values(template.Resources).find(
    (other) =>
      other.Type === 'AWS::Lambda::EventInvokeConfig' &&
      resolve(other.Properties['FunctionName']) === properties.FunctionName,
  );
  const { OnFailure: onFailure } = (resolve(invoke?.Properties['DestinationConfig']) ?? {}) as {
    OnFailure?: { Destination?: string };
  };
  const [, name] = /^dist\/([A-Za-z0-9]+)\/index\.handler$/.exec(properties.Handler) ?? [];
  if (name === undefined)
    throw new Error(
      `serverless.yml: the handler ${properties.Handler} is not dist/<function>/index.handler`,
    );
  const source = sources.find((path) => basename(path, '.ts') === name);
  return {
    name,
    fullName: properties.FunctionName,
    arn: String(resolve({ 'Fn::GetAtt': [id, 'Arn'] })),
    source: source ?? `functions/${name}.ts`,
    bundle: `dist/${name}/index.mjs`,
    timeoutSeconds: properties.Timeout,
    memoryMb: properties.MemorySize,
    environment: Object.fromEntries(
      Object.entries(properties.Environment?.Variables ?? {}).map(([key, value]) => [
        key,
        String(value),
      ]),
    ),
    ...(properties.ReservedConcurrentExecutions === undefined
      ? {}
      : { reservedConcurrency: properties.ReservedConcurrentExecutions }),
    // AWS's defaults apply if the template sets no value.
    maximumRetryAttempts: Number(invoke?.Properties['MaximumRetryAttempts'] ?? 2),
    maximumEventAgeSeconds: Number(invoke?.Properties['MaximumEventAgeInSeconds'] ?? 21_600),
    ...(onFailure?.Destination !== undefined && { onFailureArn: onFailure.Destination }),
  };
}

function readEventSource(
  id: string,
  mapping: Resource,
  queues: readonly [id: string, queue: Resource][],
  resolve: Resolve,
  named: (fullName: string) => string,
): EventSource {
  const properties = resolve(mapping.Properties) as {
    EventSourceArn: string;
    FunctionName: string;
    BatchSize?: number;
    FunctionResponseTypes?: string[];
    FilterCriteria?: unknown;
  };
  const [, queue] =
    queues.find(
      ([name]) => resolve({ 'Fn::GetAtt': [name, 'Arn'] }) === properties.EventSourceArn,
    ) ?? [];
  if (!queue || properties.FilterCriteria !== undefined)
    throw new Error(
      `serverless.yml: the event source ${id} must be a queue of this file without a filter`,
    );
  return {
    queueArn: properties.EventSourceArn,
    functionName: named(properties.FunctionName.split(':').at(-1) ?? ''),
    // AWS's defaults apply if the template sets no value.
    batchSize: properties.BatchSize ?? 10,
    reportsItemFailures: (properties.FunctionResponseTypes ?? []).includes(
      'ReportBatchItemFailures',
    ),
    visibilityTimeoutSeconds: Number(queue.Properties['VisibilityTimeout'] ?? 30),
  };
}

function readRoute(
  route: Resource,
  template: CloudFormation,
  resolve: Resolve,
  named: (fullName: string) => string,
): Route {
  const routeKey = String(resolve(route.Properties['RouteKey']));
  const integrationId = String(resolve(route.Properties['Target'])).replace('integrations/', '');
  const arn = String(resolve(template.Resources[integrationId]?.Properties['IntegrationUri']));
  const [method, path] = routeKey.split(' ');
  if (method === undefined || path === undefined)
    throw new Error(`serverless.yml: the route ${routeKey} is not "METHOD /path"`);
  return { method, path, functionName: named(arn.split(':').at(-1) ?? '') };
}

/**
 * Returns an empty list for a rule whose target is not a function, because the local stack has no
 * other targets.
 */
function readRule(rule: Resource, resolve: Resolve, named: (fullName: string) => string): Rule[] {
  const properties = resolve(rule.Properties) as {
    Name: string;
    State?: string;
    EventBusName?: string;
    EventPattern?: unknown;
    ScheduleExpression?: string;
    Targets: { Arn: string; Input?: string; InputPath?: string; InputTransformer?: unknown }[];
  };
  const [target, ...others] = properties.Targets;
  if (!target || others.length > 0)
    throw new Error(`serverless.yml: the rule ${properties.Name} must have exactly one target`);
  if (!target.Arn.includes(':lambda:') || properties.State === 'DISABLED') return [];
  if (target.InputPath !== undefined || target.InputTransformer !== undefined) {
    throw new Error(
      `serverless.yml: the rule ${properties.Name} transforms its input, which the local bus ` +
        'does not support',
    );
  }
  return [
    {
      name: properties.Name,
      busName: properties.EventBusName ?? 'default',
      functionName: named(target.Arn.split(':').at(-1) ?? ''),
      ...(properties.EventPattern === undefined ? {} : { pattern: properties.EventPattern }),
      ...(properties.ScheduleExpression === undefined
        ? {}
        : { schedule: properties.ScheduleExpression }),
      ...(target.Input === undefined ? {} : { input: JSON.parse(target.Input) as unknown }),
    },
  ];
}
