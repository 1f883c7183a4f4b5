import * as z from 'zod/mini';
import type { Problem, ProblemType } from '../errors.ts';
import type { OperationName } from '../ivs/operations.ts';
import type { Page, PageRequest } from '../ivs/pages.ts';
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
}

type Request<Key extends string, Query = unknown> = Call<NamesIn<Key>, Query>;

interface ListRoute<Key extends string, Query extends Paging> extends ReadRoute<Key> {
  /** The member of the answer that holds the items; a cursor of another list is refused. */
  readonly of: CursorOf;
  readonly item: AnySchema;
  readonly query: Schema<Query>;
  readonly read: (call: Request<Key, Query>, page: PageRequest) => Promise<Page<unknown>>;
}

interface GetRoute<Key extends string, Found> extends ReadRoute<Key> {
  /** The schema of the body that `body` returns. */
  readonly schema: AnySchema;
  readonly read: (call: Request<Key>) => Promise<Found | 'notFound'>;
  readonly body: (found: Found) => Record<string, unknown>;
  readonly missing: (call: Request<Key>) => Problem;
}

/** Returns the part of a route that does not depend on its kind. */
function commonPart<Key>({ key, operation, summary, description }: ReadRoute<Key>): {
  key: Key;
  operations: [OperationName];
  name: string;
  summary: string;
  description?: string;
} {
  return {
    key,
    operations: [operation],
    name: operation.charAt(0).toLowerCase() + operation.slice(1),
    summary,
    ...(description !== undefined && { description }),
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
      answers: { 200: { description: list.answer, schema } },
      problems: [...IVS_PROBLEMS, ...(list.problems ?? [])],
      query: list.query,
      async answer(call) {
        const page = await list.read(call, pageAsked(of, call.query));
        return { status: 200, body: { [of]: page.items, ...nextIn(of, page) } };
      },
    }),
    get: defineRoute({
      ...commonPart(get),
      scope,
      answers: { 200: { description: get.answer, schema: get.schema } },
      problems: [...IVS_PROBLEMS, 'not-found', ...(get.problems ?? [])],
      async answer(call) {
        const found = await get.read(call);
        if (found === 'notFound') throw get.missing(call);
        return { status: 200, body: get.body(found) };
      },
    }),
  };
}
