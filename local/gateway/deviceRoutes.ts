import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DeviceAuthorization, Page } from '../deviceAuthorization.ts';
import { readBody, sendJson } from '../http.ts';
import { answerToken } from '../tokenEndpoint.ts';

// The endpoints by which the command line signs in at the local issuer.

const FORM_BYTES_MAX = 64 * 1024;
/** Answers hold codes and tokens. */
const NOT_KEPT = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

/** Answers a request for an endpoint of the login. Returns false for every other request. */
export async function answerLogin(
  device: DeviceAuthorization,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
  const { host, origin } = request.headers;
  const call = `${request.method} ${pathname}`;
  const form = async (): Promise<URLSearchParams> =>
    new URLSearchParams((await readBody(request, FORM_BYTES_MAX)).toString());
  if (call === 'POST /_local/device_authorization') {
    const { status, body } = device.authorize(await form(), host);
    sendJson(response, status, body, NOT_KEPT);
  } else if (call === 'POST /_local/token') {
    const { status, body } = await answerToken(device.grants, await form(), host);
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
