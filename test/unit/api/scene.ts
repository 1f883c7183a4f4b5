import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import type { App } from '../../../lib/app.ts';
import type { Bus } from '../../../lib/bus.ts';
import type { Config } from '../../../lib/config.ts';
import type { Store } from '../../../lib/dynamodb.ts';
import type { Ivs } from '../../../lib/ivs/client.ts';

/** The time at which the scenes take place. */
export const NOW = Date.parse('2026-11-23T10:00:00Z');
export const REQUEST_ID = 'request-1';

interface TokenChoice {
  claims?: Record<string, unknown>;
  alg?: 'RS256' | 'ES256' | 'PS256';
  kid?: string;
}

/** An issuer on a free port of this machine, with one key for each algorithm. */
export interface Issuer {
  readonly url: string;
  readonly jwksUri: string;
  /** Returns how often the issuer's keys were requested. */
  readonly asked: () => number;
  token(choice?: TokenChoice): Promise<string>;
  close(): Promise<void>;
}

export async function openIssuer(): Promise<Issuer> {
  const pairs = {
    RS256: await generateKeyPair('RS256'),
    ES256: await generateKeyPair('ES256'),
    PS256: await generateKeyPair('PS256'),
  };
  const keys: JWK[] = [];
  for (const [kid, { publicKey }] of Object.entries(pairs))
    keys.push({ ...(await exportJWK(publicKey)), kid });
  let asked = 0;
  const server: Server = createServer((_request, response) => {
    asked += 1;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const seconds = NOW / 1_000;
  return {
    url,
    jwksUri: `${url}/jwks.json`,
    asked: () => asked,
    token: ({ claims = {}, alg = 'RS256', kid = alg } = {}) =>
      new SignJWT({
        iss: url,
        aud: 'channelkeeper',
        sub: 'operator-7',
        exp: seconds + 60,
        scope: 'channels:read',
        ...claims,
      })
        .setProtectedHeader({ alg, kid })
        .sign(pairs[alg].privateKey),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Line {
  level: string;
  message: string;
  fields: Record<string, unknown> | undefined;
}

const nothingAsked: Ivs = {
  call: (operation) => Promise.reject(new Error(`${operation} was called.`)),
  within: () => nothingAsked,
};
const absent = (what: string): object =>
  new Proxy({}, { get: () => () => Promise.reject(new Error(`${what} was touched.`)) });

/**
 * Returns an app with only the parts that the edge needs; a test adds the rest. A missing part
 * fails when it is used.
 */
export function sceneApp(
  config: Partial<Config>,
  parts: Partial<App> = {},
): App & { lines: Line[] } {
  const lines: Line[] = [];
  const say = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    void lines.push({ level, message, fields });
  return {
    lines,
    config: {
      region: 'us-west-2',
      accountId: '123456789012',
      tableName: 'table',
      busName: 'bus',
      stage: 'test',
      issuer: '',
      audiences: ['channelkeeper'],
      jwksUri: '',
      scopePrefix: '',
      viewerSessionVersions: 'required',
      approvals: [],
      laneShare: 0.8,
      laneShareMax: 1,
      keepEventsDays: 400,
      recordingBucket: '',
      playbackKeySecret: '',
      streamKeySecrets: '',
      tracesEndpoint: '',
      consoleClientId: '',
      consoleIssuerOrigins: [],
      playbackOrigins: [],
      functionName: 'test',
      ...config,
    },
    clock: { now: () => NOW, sleep: () => Promise.resolve() },
    random: { next: () => 0.5 },
    log: {
      debug: say('debug'),
      info: say('info'),
      warn: say('warn'),
      error: say('error'),
      metrics: () => undefined,
    },
    store: absent('The store') as Store,
    bus: absent('The bus') as Bus,
    ivs: nothingAsked,
    ...parts,
  };
}

/** Returns an HTTP API event, payload 2.0, as API Gateway makes it. */
export function requestOf(
  routeKey: string,
  {
    parameters,
    query,
    headers = {},
    body,
    base64 = false,
  }: {
    parameters?: Record<string, string>;
    query?: Record<string, string>;
    headers?: Record<string, string>;
    body?: string;
    base64?: boolean;
  } = {},
): APIGatewayProxyEventV2 {
  const [method = '', template = ''] = routeKey.split(' ');
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => parameters?.[name] ?? '');
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers,
    ...(parameters && { pathParameters: parameters }),
    ...(query && { queryStringParameters: query }),
    ...(body !== undefined && { body: base64 ? Buffer.from(body).toString('base64') : body }),
    isBase64Encoded: base64,
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: '127.0.0.1',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: REQUEST_ID,
      routeKey,
      stage: '$default',
      time: '23/Nov/2026:10:00:00 +0000',
      timeEpoch: NOW,
    },
  };
}

export const lambdaContext = {
  awsRequestId: 'lambda-1',
  getRemainingTimeInMillis: () => 29_000,
} as Context;
