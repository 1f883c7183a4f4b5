import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest';
import { handler as commands } from '../../../functions/http/commands.ts';
import { handler as resources } from '../../../functions/http/resources.ts';
import { handler as viewers } from '../../../functions/http/viewers.ts';
import { resources as direct, viewers as ofViewers } from '../../../lib/api/routes.ts';
import { handler as queries } from '../../../functions/http/queries.ts';
import { handler as streamKeys } from '../../../functions/http/streamKeys.ts';
import { useApp, type App } from '../../../lib/app.ts';
import type { Route } from '../../../lib/http/route.ts';
import type { Job } from '../../../lib/jobs/job.ts';
import { scopes } from '../../../local/issuer.ts';
import { jobAt } from '../jobs/sample.ts';
import { lambdaContext, NOW, openIssuer, requestOf, sceneApp, type Issuer } from './scene.ts';

// These tests mock the engine, which has its own tests. A mocked engine returns what a test sets,
// and these tests check what callers are told.

export const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456';
export const KEY = 'arn:aws:ivs:us-west-2:123456789012:stream-key/mNoPqR345678';
export const JOB = 'channel-AbCdEf123456-0f3k9m2q7r5t8w1x';
export const of = { channelId: 'AbCdEf123456' };
export const json = { 'content-type': 'application/json' };

/** Matches an app as the edge passes it on: the same app except for its IVS client. */
export const theApp = ({ config }: App): App => expect.objectContaining({ config }) as App;

/** Returns a job in the middle of deleting a live channel. */
export const job = (over: Partial<Job> = {}): Job =>
  jobAt('deleting', {
    id: JOB,
    signals: 1,
    signalsSeen: 1,
    acting: false,
    leaseUntil: NOW + 5,
    wakeAt: NOW + 90_000,
    effects: true,
    requestedBy: 'operator-7',
    createdAt: NOW,
    updatedAt: NOW,
    timeline: [
      {
        at: NOW,
        step: 'deleting',
        outcome: 'stillLive',
        operations: ['DeleteChannel'],
        durationMs: 12,
      },
    ],
    ...over,
  });

export interface Asking {
  /** Calls the function that serves the route, as a caller with every scope. */
  ask(
    routeKey: string,
    request?: Parameters<typeof requestOf>[1],
  ): Promise<APIGatewayProxyStructuredResultV2 & { json: Record<string, unknown> }>;
  /** The app of the present test. */
  app: ReturnType<typeof sceneApp>;
  /**
   * The answers of IVS by operation; an Error is thrown. An operation without an answer must not be
   * called.
   */
  ivs: Record<string, unknown>;
}

/** Sets up every test of a file to call the functions in-process. */
export function asking(): Asking {
  let issuer: Issuer;
  beforeAll(async () => {
    issuer = await openIssuer();
  });
  afterAll(() => issuer.close());
  beforeEach(() => {
    vi.resetAllMocks();
    asked.ivs = {};
    const call = (operation: string): Promise<never> => {
      const answer = asked.ivs[operation];
      if (answer instanceof Error) return Promise.reject(answer);
      return answer === undefined
        ? Promise.reject(new Error(`${operation} was called.`))
        : Promise.resolve(answer as never);
    };
    const here = { call, within: () => here };
    asked.app = sceneApp({ issuer: issuer.url, jwksUri: issuer.jwksUri }, { ivs: here });
    useApp(asked.app);
  });
  const asked: Asking = {
    app: sceneApp({}),
    ivs: {},
    async ask(routeKey, { headers = {}, ...rest } = {}) {
      const authorization = `Bearer ${await issuer.token({ claims: { scope: scopes.join(' ') } })}`;
      const serves = (routes: readonly Route[]): boolean =>
        routes.some(({ key }) => key === routeKey);
      const starting = serves(ofViewers) ? viewers : commands;
      const changing = serves(direct) ? resources : starting;
      const reading = routeKey.startsWith('GET ') ? queries : changing;
      const handler = routeKey.includes('/stream-keys/') ? streamKeys : reading;
      const result = await handler(
        requestOf(routeKey, { headers: { authorization, ...headers }, ...rest }),
        lambdaContext,
      );
      return { ...result, json: JSON.parse(result.body ?? '{}') as Record<string, unknown> };
    },
  };
  return asked;
}
