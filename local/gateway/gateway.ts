import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { BodyTooLargeError, readBody, sendJson, serveOnLoopback } from '../http.ts';
import type { LoopbackServer } from '../http.ts';
import type { Issuer } from '../issuer.ts';
import type { SignIn } from '../signIn.ts';
import { UnknownFunctionError } from '../lambda/lambda.ts';
import type { Lambda } from '../lambda/lambda.ts';
import { createRandom } from '../random.ts';
import type { Template } from '../template.ts';
import { corsHeaders, isPreflight } from './cors.ts';
import { answerSignIn } from './signInRoutes.ts';
import { httpEvent } from './httpEvent.ts';
import { sendResult } from './httpResponse.ts';
import { findRoute } from './routes.ts';

const bodyMaxBytes = 10 * 1024 * 1024;
/** The largest payload of a synchronous invocation of Lambda, in bytes. */
const invokeMaxBytes = 6 * 1024 * 1024;

export interface GatewayOptions {
  /** 0: any free port. */
  port: number;
  template: Template;
  lambda: Lambda;
  clock: Clock;
  /**
   * The issuer, served under `/_local`; without one, the gateway issues no tokens. It is a function
   * because the port is known only once the gateway listens.
   */
  issuer?: () => Issuer | undefined;
  /** The endpoints by which a person signs in, under `/_local` as well. */
  signIn?: () => SignIn | undefined;
  log?: (line: string) => void;
  /** The seed that makes request ids repeatable. */
  seed?: number;
}

/**
 * Starts an API Gateway HTTP API in front of the functions: the template's routes, events of
 * payload format 2.0, 404 without a route, 500 for a throw, 503 for a timeout, 413 above 10 MB,
 * CORS as configured. It runs no JWT authorizer: the functions verify every token themselves. It
 * also serves Lambda's Invoke (`POST /2015-03-31/functions/{name}/invocations`) and the issuer
 * (`/_local/jwks.json`, `/_local/.well-known/openid-configuration`), with the endpoints by which a
 * person signs in (`signInRoutes.ts`).
 * @throws an error with code EADDRINUSE and the port when the port is taken
 */
export async function startGateway(options: GatewayOptions): Promise<LoopbackServer> {
  const { template, lambda, clock, log = () => undefined } = options;
  const random = createRandom(options.seed);

  async function callRoute(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> {
    const requestId = random.uuid();
    response.setHeader('apigw-requestid', requestId);
    const { cors } = template;
    if (cors) {
      // Every answer carries these headers, even the gateway's own, so that a page can read why it
      // was refused.
      for (const [name, value] of Object.entries(corsHeaders(cors, request)))
        response.setHeader(name, value);
      if (isPreflight(request)) return void response.writeHead(204).end();
    }
    const match = findRoute(template.routes, request.method ?? 'GET', path);
    // The address that `npm start` prints leads to the API reference. A deployment has no such
    // route.
    if (!match && path === '/' && request.method === 'GET')
      return void response.writeHead(302, { location: '/v1/docs', 'content-length': 0 }).end();
    if (!match) return sendJson(response, 404, { message: 'Not Found' });
    const body = await readBody(request, bodyMaxBytes);
    const event = httpEvent({ request, body, match, requestId, nowMs: clock.now() });
    sendResult(response, await lambda.invoke(match.route.functionName, event));
  }

  async function invoke(
    request: IncomingMessage,
    response: ServerResponse,
    functionName: string,
  ): Promise<void> {
    const text = (await readBody(request, invokeMaxBytes)).toString();
    const payload: unknown = text === '' ? {} : JSON.parse(text);
    if (request.headers['x-amz-invocation-type'] === 'Event') {
      lambda.invokeAsync(functionName, payload);
      return void response.writeHead(202, { 'content-length': 0 }).end();
    }
    const result = await lambda.invoke(functionName, payload);
    const version = { 'x-amz-executed-version': '$LATEST' };
    if (result.functionError === undefined)
      return sendJson(response, 200, result.payload ?? null, version);
    const { errorMessage = '', functionError } = result;
    sendJson(
      response,
      200,
      { errorMessage, errorType: functionError },
      { ...version, 'x-amz-function-error': 'Unhandled' },
    );
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/'] = (request.url ?? '/').split('?');
    const [, functionName] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path) ?? [];
    if (functionName !== undefined && request.method === 'POST')
      return invoke(request, response, decodeURIComponent(functionName));
    const issuer = options.issuer?.();
    if (issuer && request.method === 'GET') {
      if (path === '/_local/jwks.json') return sendJson(response, 200, issuer.jwks());
      if (path === '/_local/.well-known/openid-configuration')
        return sendJson(response, 200, {
          ...issuer.configuration(),
          ...options.signIn?.()?.configuration(),
        });
    }
    const signIn = options.signIn?.();
    if (signIn && (await answerSignIn(signIn, request, response))) return;
    await callRoute(request, response, path);
  }

  return serveOnLoopback(options.port, answer, (error, response) => {
    if (error instanceof BodyTooLargeError)
      return sendJson(response, 413, { message: 'Request Entity Too Large' });
    if (error instanceof UnknownFunctionError) {
      return sendJson(
        response,
        404,
        { Message: error.message },
        { 'x-amzn-errortype': 'ResourceNotFoundException' },
      );
    }
    if (error instanceof SyntaxError) {
      return sendJson(
        response,
        400,
        { Message: 'Could not parse request body into json' },
        { 'x-amzn-errortype': 'InvalidRequestContentException' },
      );
    }
    log(`The gateway failed: ${String(error)}`);
    return sendJson(response, 500, { message: 'Internal Server Error' });
  });
}
