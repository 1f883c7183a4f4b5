import type { JobInput } from '../actions/inputs.ts';
import type { App } from '../app.ts';
import type { ProblemType } from '../problems.ts';
import type { OperationName } from '../ivs/operations.ts';
import type { SubjectKind } from '../subjects.ts';
import { digestOf } from '../random.ts';
import type { WorkflowName } from '../workflows/workflows.ts';
import { canonical, checked, NOTHING, pathIds, type AnySchema, type Schema } from './validation.ts';
import { channelMustBeManaged } from './managedChannels.ts';
import { linkToNext } from './pagination.ts';
import { readPreferences, type MutationQuery, type Preferences } from './preferences.ts';
import type { Shape } from './schemas.ts';

/** The scopes that a token may carry. */
export type Scope =
  | 'channels:read'
  | 'channels:write'
  | 'streams:write'
  | 'stream-keys:read'
  | 'stream-keys:write'
  | 'viewer-sessions:read'
  | 'viewer-sessions:write'
  | 'playback-tokens:read'
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
  | 'jobs:write'
  | 'jobs:approve';

/** The access that a route requires: one scope; `any`: any valid token; `open`: no token. */
export type Access = Scope | 'any' | 'open';

export type RouteKey = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;

/** An authorized request whose content has not been checked yet. */
export interface Arrival {
  readonly app: App;
  readonly requestId: string;
  /** The requested path, such as `/v1/channels/AbCdEf123456`. */
  readonly path: string;
  /** The caller: the token's subject. */
  readonly caller: string;
  /** The scopes of the token, without the issuer's prefix. */
  readonly scopes: ReadonlySet<string>;
  /** The time of arrival, in ms since the epoch. */
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

/** A request whose every part has been checked. */
export interface Call<Parameter extends string = string, Query = unknown, Body = unknown> {
  readonly app: App;
  readonly requestId: string;
  readonly path: string;
  readonly caller: string;
  readonly scopes: ReadonlySet<string>;
  readonly arrivedAt: number;
  /** The address of this API as the caller wrote it, such as `https://api.example.com`. */
  readonly origin: string;
  readonly parameters: Readonly<Record<Parameter, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly preferences: Preferences;
  /**
   * Identifies the request: route, path, query and body. The same digest under one Idempotency-Key
   * is a replay.
   */
  readonly digest: string;
}

/** The jobs that a route starts. */
export interface Starts {
  /** The kind of subject of the jobs. */
  readonly on: SubjectKind;
  readonly workflows: readonly WorkflowName[];
  /** The workflows of the child jobs. */
  readonly children?: readonly WorkflowName[];
  /** Marks work that ends a stream, which may be warned first (`graceSeconds`). */
  readonly warns?: true;
  /** Marks work that can be taken back for a time (`undoWithin`). */
  readonly undoable?: true;
  /** Returns the input of such a job for a checked body of the route; absent: it has none. */
  readonly inputOf?: (body: unknown) => JobInput;
}

export interface Answer {
  readonly status: number;
  /** The body, sent as JSON; absent: no body. */
  readonly body?: unknown;
  /** A file, sent unchanged in place of a JSON body. */
  readonly file?: { readonly type: string; readonly bytes: Buffer; readonly encoding?: 'gzip' };
  readonly headers?: Readonly<Record<string, string>>;
}

/** The description of a route in the OpenAPI document, the typed client and the reference page. */
export interface Described {
  /** The name of the route: its export, and its operation in the OpenAPI document. */
  readonly name: string;
  /** One line. `description` says the rest, in Markdown. */
  readonly summary: string;
  readonly description?: string;
  /** The successful answers, by status. `dryRun` adds its own. */
  readonly answers: Readonly<Record<number, Shape>>;
  /**
   * The problems of the route, besides those that every route has: of the token, of the shape of
   * the request, and `internal`.
   */
  readonly problems: readonly ProblemType[];
  /**
   * The IVS operations that this route exposes, directly or through a job. Every operation belongs
   * to one route.
   */
  readonly operations?: readonly OperationName[];
  /**
   * The jobs that this route starts. To redrive, cancel or abandon one, a caller needs the scope of
   * this route as well.
   */
  readonly starts?: Starts;
  /** Marks a direct mutation: one call of IVS and no job. Its dry run shows that call. */
  readonly plain?: true;
  /** Marks a GET that honours `Prefer: wait=N`; every mutation honours it. */
  readonly waits?: boolean;
  /**
   * Marks a GET whose answer carries an entity tag and its age, and that honours `If-None-Match`
   * and `Cache-Control: no-cache`.
   */
  readonly conditional?: true;
  /** Marks a mutation that honours `If-Match`. */
  readonly matches?: true;
  /** The content of the example. A test replaces the ids in the path by real ones. */
  readonly example?: { readonly query?: Readonly<Record<string, string>>; readonly body?: unknown };
}

/** One route of the API. */
export interface Route {
  readonly key: RouteKey;
  readonly scope: Access;
  /** Whether the route accepts `dryRun`, `Idempotency-Key` and `X-Reason`. */
  readonly mutates: boolean;
  /** Absent only for the routes that match every other address. */
  readonly described?: Described & { readonly query?: AnySchema; readonly body?: AnySchema };
  /**
   * Serves a request.
   * @throws Problem `invalid-request`, which names every field and the rule it breaks, and whatever
   * the route's own answer throws
   */
  serve(arrival: Arrival): Promise<Answer>;
}

/** Returns whether a route takes `at` and `after`: those that start jobs on channels do. */
export const canBeginLater = ({ starts }: Pick<Described, 'starts'>): boolean =>
  starts?.on === 'channel';

/** Tells the query parameters that say how a mutation is to be made from those of its route. */
function mutationIn(
  described: Pick<Described, 'starts'>,
  dryRun: string | undefined,
  asked: Arrival['query'],
): { mutation: MutationQuery; rest: Arrival['query'] } {
  if (!canBeginLater(described)) return { mutation: { dryRun }, rest: asked };
  const { at, after, ...timeless } = asked;
  const { graceSeconds, ...unwarned } = timeless;
  const { undoWithin, ...rest } = unwarned;
  const { warns, undoable } = described.starts ?? {};
  if (!warns) return { mutation: { dryRun, at, after }, rest: timeless };
  if (!undoable) return { mutation: { dryRun, at, after, graceSeconds }, rest: unwarned };
  return { mutation: { dryRun, at, after, graceSeconds, undoWithin }, rest };
}

/**
 * Returns whether a route reads the body of a request. A GET ignores it, because a body has no
 * defined meaning there (RFC 9110, 9.3.1).
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

/** Defines a route. Its input is checked against the schemas before `answer` runs. */
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
      const { dryRun, ...asked } = arrival.query;
      const { mutation, rest } = mutationIn(definition, dryRun, asked);
      const parts = checked({
        parameters: pathIds(names, arrival.parameters),
        query: [schemas.query, mutates ? rest : arrival.query],
        body: [schemas.body, arrival.body ?? (definition.body ? undefined : {})],
        preferences: readPreferences(headers, mutates ? mutation : undefined, arrivedAt),
      });
      if (mutates) await channelMustBeManaged(app, parts.parameters);
      const digest = digestOf(key, path, canonical(asked), canonical(arrival.body));
      const answered = await answer({
        app,
        requestId,
        path,
        caller,
        scopes,
        arrivedAt,
        origin: `${headers['x-forwarded-proto'] ?? 'https'}://${headers['host'] ?? ''}`,
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
