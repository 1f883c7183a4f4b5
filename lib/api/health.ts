import { defineRoute, type Answer, type Route, type RouteKey } from './route.ts';

const alive = (key: RouteKey): Route =>
  defineRoute({ key, scope: 'open', answer: (): Promise<Answer> => Promise.resolve({ status: 200, body: { status: 'ok' } }) });

/** Whether requests get through to code. It asks nobody else, so that it cannot be used to load IVS or DynamoDB. */
export const getHealth = alive('GET /health');
export const getHealthV1 = alive('GET /v1/health');
