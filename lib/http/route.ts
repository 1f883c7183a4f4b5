import type { App } from '../app.ts';
import type { ProblemType } from '../errors.ts';
import type { OperationName } from '../ivs/operations.ts';
import type { SubjectKind } from '../subjects.ts';
import { digestOf } from '../random.ts';
import type { WorkflowName } from '../workflows/workflows.ts';
import { canonical, checked, NOTHING, pathIds, type AnySchema, type Schema } from './validation.ts';
import { channelMustBeManaged } from './managedChannels.ts';
import { linkToNext } from './pagination.ts';
import { readPreferences, type Preferences } from './preferences.ts';
import type { Shape } from './schemas.ts';

/** The scopes that a token may carry. */
export type Scope =
  | 'channels:read'
  | 'channels:write'
  | 'streams:write'
  | 'stream-keys:read'
  | 'stream-keys:write'
  | 'viewer-sessions:write'
  | 'playback-key-pairs:read'
  | 'playback-key-pairs:write'
  | 'playback-restriction-policies:read'
  | 'playback-restriction-policies:write'
  | 'recording-configurations:read'
  | 'recording-configurations:write'
  | 'ad-configurations:read'
  | 'ad-configurations:write'
  | 'tags:read'
  | 'tags:write'
  | 'jobs:read'
  | 'jobs:write';

/**
 * The access that a route requires: one scope; `any`: a token, whatever it allows; `open`: no
 * token.
 */
export type Access = Scope | 'any' | 'open';

export type RouteKey = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;

/** A request that has been let in, before its content is looked at. */
export interface Arrival {
  readonly app: App;
  readonly requestId: string;
  /** The path as it was asked for, e.g. `/v1/channels/AbCdEf123456`. */
  readonly path: string;
  /** The caller: the token's subject. */
  readonly caller: string;
  /** The scopes of the token, without the issuer's prefix. */
  readonly scopes: ReadonlySet<string>;
  /** Ms since the epoch. */
  readonly arrivedAt: number;
  readonly parameters: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The parsed JSON body; undefined when there was none. */
  readonly body: unknown;
}

/** The names in braces: `DELETE /v1/channels/{channelId}` has `channelId`. */
export type NamesIn<Key extends string> = Key extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** A request whose every part keeps the route's rules. */
export interface Call<Parameter extends string = string, Query = unknown, Body = unknown> {
  readonly app: App;
  readonly requestId: string;
  readonly path: string;
  readonly caller: string;
  readonly scopes: ReadonlySet<string>;
  readonly arrivedAt: number;
  readonly parameters: Readonly<Record<Parameter, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly preferences: Preferences;
  /**
   * Stands for what is asked for: route, path, query and body. The same again under one
   * Idempotency-Key is a replay.
   */
  readonly digest: string;
}

/** The jobs that a route starts. */
export interface Starts {
  /** The kind of subject they work on. */
  readonly on: SubjectKind;
  readonly workflows: readonly WorkflowName[];
  /** The workflows of the child jobs that these begin. */
  readonly children?: readonly WorkflowName[];
}

export interface Answer {
  readonly status: number;
  /** Sent as JSON; nothing is sent when absent. */
  readonly body?: unknown;
  /** Sent as it is, in place of a JSON body. */
  readonly file?: { readonly type: string; readonly bytes: Buffer; readonly encoding?: 'gzip' };
  readonly headers?: Readonly<Record<string, string>>;
}

/** The description of a row in the OpenAPI document, the typed client and the reference page. */
export interface Described {
  /** Its name everywhere: the export, the operation in the OpenAPI document. */
  readonly name: string;
  /** One line; `description` says the rest, in Markdown. */
  readonly summary: string;
  readonly description?: string;
  /** By status, what it answers when it does what was asked. `dryRun` adds its own. */
  readonly answers: Readonly<Record<number, Shape>>;
  /**
   * Its refusals, besides those that every row has: of the token, of the shape of the request, and
   * `internal`.
   */
  readonly problems: readonly ProblemType[];
  /**
   * The operations of IVS that are had by this row, plainly or by way of its job. Every operation
   * belongs to one row.
   */
  readonly operations?: readonly OperationName[];
  /**
   * The jobs that this route starts. To redrive, cancel or abandon one, a caller needs the scope of
   * this route as well.
   */
  readonly starts?: Starts;
  /** A mutation that is one call of IVS and no job: what its dry run shows is that call. */
  readonly plain?: true;
  /** It honours `Prefer: wait=N`; every mutation does. */
  readonly waits?: boolean;
  /** The content of the example; ids in paths are real ones when the example is tried. */
  readonly example?: { readonly query?: Readonly<Record<string, string>>; readonly body?: unknown };
}

/** A row of the table of routes. */
export interface Route {
  readonly key: RouteKey;
  readonly scope: Access;
  /** Takes `dryRun`, `Idempotency-Key` and `X-Reason`. */
  readonly mutates: boolean;
  /** Absent for the rows of every other address only. */
  readonly described?: Described & { readonly query?: AnySchema; readonly body?: AnySchema };
  /**
   * @throws Problem `invalid-request` naming every field and the rule it breaks, and whatever the
   * route's own answer throws
   */
  serve(arrival: Arrival): Promise<Answer>;
}

/**
 * Whether a row looks at the body of a request. A GET ignores one: nothing says what it would mean
 * (RFC 9110, 9.3.1).
 */
export const takesBody = ({ mutates, described }: Route): boolean =>
  mutates || described?.body !== undefined;

interface RouteDefinition<Key extends RouteKey, Query, Body> extends Described {
  key: Key;
  scope: Access;
  mutates?: boolean;
  /** Absent: no query parameters, no body fields. */
  query?: Schema<Query>;
  body?: Schema<Body>;
  answer: (call: Call<NamesIn<Key>, Query, Body>) => Promise<Answer>;
}

/** Defines a row: what it takes is checked against its schemas before `answer` sees it. */
export function defineRoute<
  Key extends RouteKey,
  Query = Record<string, never>,
  Body = Record<string, never>,
>(definition: RouteDefinition<Key, Query, Body>): Route {
  const { key, scope, mutates = false, answer, ...described } = definition;
  const nothing = NOTHING as unknown;
  const schemas = {
    query: definition.query ?? (nothing as Schema<Query>),
    body: definition.body ?? (nothing as Schema<Body>),
  };
  const names = [...key.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name as NamesIn<Key>);

  return {
    key,
    scope,
    mutates,
    described,
    async serve(arrival) {
      const { app, requestId, path, caller, scopes, arrivedAt, headers } = arrival;
      const { dryRun, ...rest } = arrival.query;
      const parts = checked({
        parameters: pathIds(names, arrival.parameters),
        query: [schemas.query, mutates ? rest : arrival.query],
        body: [schemas.body, arrival.body ?? (definition.body ? undefined : {})],
        preferences: readPreferences(headers, mutates ? { mutates, dryRun } : { mutates }),
      });
      if (mutates) await channelMustBeManaged(app, parts.parameters);
      const digest = digestOf(key, path, canonical(rest), canonical(arrival.body));
      const answered = await answer({
        app,
        requestId,
        path,
        caller,
        scopes,
        arrivedAt,
        digest,
        ...parts,
      });
      return {
        ...answered,
        headers: { ...linkToNext(path, arrival.query, answered.body), ...answered.headers },
      };
    },
  };
}
