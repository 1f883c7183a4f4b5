import * as z from 'zod/mini';
import type { Problem } from '../errors.ts';
import type { ProblemType } from '../problems.ts';
import type { OperationName } from '../ivs/operations.ts';
import type { Page, PageRequest } from '../ivs/pages.ts';
import { conditionalAnswer, NOT_MODIFIED } from './conditional.ts';
import type { CursorOf } from './cursors.ts';
import { nextIn, pageAsked, type Paging } from './pagination.ts';
import { defineRoute, type Call, type NamesIn, type Route, type Scope } from './route.ts';
import { IVS_PROBLEMS, nextCursor } from './schemas.ts';
import type { AnySchema, Schema } from './validation.ts';

/** The description of one of the two routes. */
interface ReadRoute<Key> {
  readonly key: Key;
  /** The operation of IVS. The name of the route is the same, with a small first letter. */
  readonly operation: OperationName;
  readonly summary: string;
  readonly description?: string;
  /** The description of its 200. */
  readonly answer: string;
  /** The problems that its `read` throws. */
  readonly problems?: readonly ProblemType[];
  /** Answers from what is known (lib/readModel), and not from IVS each time. */
  readonly isKnown?: true;
}

/** The time to which something is true at least, in ms since the epoch; absent: now. */
interface Timed {
  readonly asOf?: number;
}

type Request<Key extends string, Query = unknown> = Call<NamesIn<Key>, Query>;

interface ListRoute<Key extends string, Query extends Paging> extends ReadRoute<Key> {
  /** The member of the answer that holds the items; a cursor of another list is refused. */
  readonly of: CursorOf;
  readonly item: AnySchema;
  readonly query: Schema<Query>;
  readonly read: (call: Request<Key, Query>, page: PageRequest) => Promise<Page<unknown> & Timed>;
}

interface GetRoute<Key extends string, Found> extends ReadRoute<Key> {
  /** The schema of the body that `body` returns. */
  readonly schema: AnySchema;
  readonly read: (call: Request<Key>) => Promise<Found | 'notFound'>;
  readonly body: (found: Found) => Record<string, unknown>;
  /** The time to which the answer of a known route is true. */
  readonly asOf?: (found: Found) => number;
  readonly missing: (call: Request<Key>) => Problem;
}

/** Returns the part of a route that does not depend on its kind. */
function commonPart<Key>({ key, operation, summary, description, isKnown }: ReadRoute<Key>): {
  key: Key;
  operations: [OperationName];
  name: string;
  summary: string;
  description?: string;
  conditional?: true;
} {
  return {
    key,
    operations: [operation],
    name: operation.charAt(0).toLowerCase() + operation.slice(1),
    summary,
    ...(description !== undefined && { description }),
    ...(isKnown && { conditional: true }),
  };
}

/**
 * Returns the two routes that read a resource type: one lists it, page by page, and the other gets
 * one resource.
 */
export function readRoutes<
  ListKey extends `GET /${string}`,
  GetKey extends `GET /${string}`,
  Query extends Paging,
  Found,
>(
  scope: Scope,
  { list, get }: { list: ListRoute<ListKey, Query>; get: GetRoute<GetKey, Found> },
): { list: Route; get: Route } {
  const { of } = list;
  const schema = z.object({ [of]: z.array(list.item), nextCursor });
  return {
    list: defineRoute({
      ...commonPart(list),
      scope,
      answers: {
        200: { description: list.answer, schema },
        ...(list.isKnown && NOT_MODIFIED),
      },
      problems: [...IVS_PROBLEMS, ...(list.problems ?? [])],
      query: list.query,
      async answer(call) {
        const page = await list.read(call, pageAsked(of, call.query));
        const body = { [of]: page.items, ...nextIn(of, page) };
        return list.isKnown
          ? conditionalAnswer(call, body, page.asOf ?? call.app.clock.now())
          : { status: 200, body };
      },
    }),
    get: defineRoute({
      ...commonPart(get),
      scope,
      answers: {
        200: { description: get.answer, schema: get.schema },
        ...(get.isKnown && NOT_MODIFIED),
      },
      problems: [...IVS_PROBLEMS, 'not-found', ...(get.problems ?? [])],
      async answer(call) {
        const found = await get.read(call);
        if (found === 'notFound') throw get.missing(call);
        const body = get.body(found);
        return get.isKnown
          ? conditionalAnswer(call, body, get.asOf?.(found) ?? call.app.clock.now())
          : { status: 200, body };
      },
    }),
  };
}
