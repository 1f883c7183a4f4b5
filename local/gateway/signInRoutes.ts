import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from '../authorizationCode.ts';
import type { Page } from '../deviceAuthorization.ts';
import { readBody, sendJson } from '../http.ts';
import type { SignIn } from '../signIn.ts';
import { answerToken } from '../tokenEndpoint.ts';

// The endpoints by which a person signs in at the local issuer.

const FORM_BYTES_MAX = 64 * 1024;
/** Answers hold codes and tokens. */
const NOT_KEPT = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

/** Answers a request for one of these endpoints. Returns false for every other request. */
export async function answerSignIn(
  { codes, device, grants }: SignIn,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
  const { host, origin } = request.headers;
  const call = `${request.method} ${pathname}`;
  const form = async (): Promise<URLSearchParams> =>
    new URLSearchParams((await readBody(request, FORM_BYTES_MAX)).toString());
  if (call === 'GET /_local/authorize') sendCode(response, codes.authorize(searchParams, host));
  else if (call === 'POST /_local/device_authorization') {
    const { status, body } = device.authorize(await form(), host);
    sendJson(response, status, body, NOT_KEPT);
  } else if (call === 'POST /_local/token') {
    const { status, body } = await answerToken(grants, await form(), host);
    sendJson(response, status, body, NOT_KEPT);
  } else if (call === 'GET /_local/device')
    sendPage(response, device.page(searchParams.get('user_code') ?? ''));
  else if (call === 'POST /_local/device') sendPage(response, device.decide(await form(), origin));
  else return false;
  return true;
}

/** Sends a page that no other page may frame, and that loads and runs nothing. */
function sendPage(response: ServerResponse, { status, html }: Page): void {
  const text = Buffer.from(html);
  response.writeHead(status, {
    ...NOT_KEPT,
    // With `no-referrer`, a browser would send the form with `Origin: null`.
    'referrer-policy': 'same-origin',
    'content-type': 'text/html; charset=utf-8',
    'content-length': text.length,
    'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
  });
  response.end(text);
}

/** Sends the browser back with a code, or says why not. */
function sendCode(response: ServerResponse, answer: Answer): void {
  if (answer.status === 302)
    response.writeHead(302, { ...NOT_KEPT, location: answer.location, 'content-length': 0 }).end();
  else sendJson(response, answer.status, answer.body, NOT_KEPT);
}
