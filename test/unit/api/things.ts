import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import * as z from 'zod/mini';
import { edge } from '../../../lib/http/handler.ts';
import { id, numberFrom } from '../../../lib/http/validation.ts';
import { defineRoute, type Call } from '../../../lib/http/route.ts';
import { useApp } from '../../../lib/app.ts';
import { lambdaContext, openIssuer, sceneApp, type Issuer } from './scene.ts';

// Routes that do no work, so that the tests cover only the way into the service.

export const READ = 'GET /v1/things/{thingId}';
export const MAKE = 'POST /v1/things';
export const json = { 'content-type': 'application/json' };

export type Told = APIGatewayProxyStructuredResultV2 & { json: Record<string, unknown> };

export interface Things {
  issuer: Issuer;
  /** The app of the present test. */
  app: ReturnType<typeof sceneApp>;
  handler: ReturnType<typeof edge>;
  /** The calls that reached the routes; empty when no request got through. */
  calls: Call[];
  /** The error that the routes throw; when undefined, the routes answer. */
  failing: unknown;
  /** Sends the event with a token. */
  ask(event: APIGatewayProxyEventV2, scope?: string): Promise<Told>;
  /** Sends the event as it is. */
  raw(event: APIGatewayProxyEventV2): Promise<Told>;
}

/** Sets up every test of a file to enter through the edge. */
export function things(): Things {
  const answer = (call: Call): Promise<{ status: number; body: object }> => {
    way.calls.push(call);
    if (way.failing !== undefined) throw way.failing;
    return Promise.resolve({ status: 200, body: { ok: true } });
  };
  const undescribed = { name: 'thing', summary: '', answers: {}, problems: [] };
  const thing = z.strictObject({
    name: z.string(),
    parts: z.optional(z.array(z.strictObject({ id }))),
  });
  const way: Things = {
    issuer: undefined as unknown as Issuer,
    app: sceneApp({}),
    handler: edge([
      defineRoute({ ...undescribed, key: 'GET /health', scope: 'open', answer }),
      defineRoute({
        ...undescribed,
        key: READ,
        scope: 'channels:read',
        query: z.strictObject({ limit: z.optional(numberFrom(1, 100)) }),
        answer,
      }),
      defineRoute({
        ...undescribed,
        key: MAKE,
        scope: 'channels:write',
        mutates: true,
        body: thing,
        answer,
      }),
      defineRoute({
        ...undescribed,
        key: 'DELETE /v1/things/{thingId}',
        scope: 'channels:write',
        mutates: true,
        answer,
      }),
    ]),
    calls: [],
    failing: undefined,
    async ask(event, scope = 'channels:read channels:write') {
      const authorization = `Bearer ${await way.issuer.token({ claims: { scope } })}`;
      return way.raw({ ...event, headers: { authorization, ...event.headers } });
    },
    async raw(event) {
      const result = await way.handler(event, lambdaContext);
      return { ...result, json: JSON.parse(result.body ?? '{}') as Record<string, unknown> };
    },
  };
  beforeAll(async () => {
    way.issuer = await openIssuer();
  });
  afterAll(() => way.issuer.close());
  beforeEach(() => {
    way.app = sceneApp({ issuer: way.issuer.url, jwksUri: way.issuer.jwksUri });
    useApp(way.app);
    way.calls = [];
    way.failing = undefined;
  });
  return way;
}
