import * as z from 'zod/mini';
import { described } from '../http/schemas.ts';
import { defineRoute, type Answer, type Route, type RouteKey } from '../http/route.ts';

const health = z.object({
  status: z.literal('ok'),
  managedChannels: described(
    '`all`, or the tag (`key=value`) of the channels that this deployment manages. Another ' +
      'deployment may manage the other channels.',
    z.string(),
  ),
});

const alive = (key: RouteKey, name: string): Route =>
  defineRoute({
    key,
    scope: 'open',
    name,
    summary: 'Check that requests reach the code, and see which channels it manages',
    answers: { 200: { description: 'Requests reach the code.', schema: health } },
    problems: [],
    answer({
      app: {
        config: { managedTag },
      },
    }): Promise<Answer> {
      const managedChannels =
        managedTag === undefined ? 'all' : `${managedTag.key}=${managedTag.value}`;
      return Promise.resolve({ status: 200, body: { status: 'ok', managedChannels } });
    },
  });

/**
 * Answers if requests reach the code. It calls no other service, so it cannot be used to put load
 * on IVS or DynamoDB.
 */
export const getHealth = alive('GET /health', 'getHealth');
export const getHealthV1 = alive('GET /v1/health', 'getHealthV1');
