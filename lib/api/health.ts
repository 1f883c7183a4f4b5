import * as z from 'zod/mini';
import { defineRoute, type Answer, type Route, type RouteKey } from './route.ts';

const health = z.object({ status: z.literal('ok') });

const alive = (key: RouteKey, name: string): Route =>
  defineRoute({
    key,
    scope: 'open',
    name,
    summary: 'Whether requests get through to code',
    answers: { 200: { description: 'They do.', schema: health } },
    problems: [],
    answer: (): Promise<Answer> => Promise.resolve({ status: 200, body: { status: 'ok' } }),
  });

/** Whether requests get through to code. It asks nobody else, so that it cannot be used to load IVS or DynamoDB. */
export const getHealth = alive('GET /health', 'getHealth');
export const getHealthV1 = alive('GET /v1/health', 'getHealthV1');
