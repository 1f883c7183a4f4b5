import type { IncomingMessage, ServerResponse } from 'node:http';
import { dateAt } from '../../clock.ts';
import type { Agenda } from '../streams/timers.ts';
import { withLocalAddresses, type IngestPorts } from './localAddresses.ts';
import { OPERATIONS } from './operations.ts';
import type { ReadLag } from './readLag.ts';
import type { RequestLog } from '../state/requestLog.ts';
import type { World } from '../regions/region.ts';
import { IvsError, ivsError, type IvsErrorName } from '../protocol/errors.ts';
import { parseJson, readBody, sendStrange, sendTogether } from './http.ts';
import { MODEL, type OperationName } from '../protocol/model.ts';
import type { Operation } from '../operations/defineOperation.ts';
import { checkAuthorization } from '../protocol/signature.ts';
import type { Throttle } from './throttle.ts';

interface Parts {
  world: World;
  throttle: Throttle;
  requests: RequestLog;
  readLag: ReadLag;
  /** Calls that were answered but have not taken effect yet. */
  lateCalls: Agenda;
  /** The ports of the ingest. */
  ports: IngestPorts;
}

const BY_NAME = new Map<string, Operation>(
  OPERATIONS.filter(({ path }) => path === 'operation').map((operation) => [
    operation.name,
    operation,
  ]),
);

/**
 * Answers one IVS call. It checks, in this order: the route, the form of the Authorization header,
 * the throttle, the input, the existence of the resource, and its state.
 */
export async function dispatch(
  { world, throttle, requests, readLag, lateCalls, ports }: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = world.random.uuid();
  const headers = { 'x-amzn-requestid': requestId };
  const cameIn = world.clock.now();
  let operation: Operation | undefined;
  let input: unknown;
  const note = (outcome: string, status: number, at = cameIn): void =>
    requests.add({
      operation: operation?.name ?? 'unknown',
      outcome,
      status,
      at: dateAt(at).toISOString(),
      ...channelOf(input),
      requestId,
    });
  const act = (called: Operation): object | undefined => {
    if (input === undefined)
      throw ivsError('SerializationException', 'The request body is not valid JSON');
    return called.handle(readLag.worldFor(world, called.name), input);
  };
  const land = (late: Operation): void => {
    try {
      act(late);
      note('ok', late.status, world.clock.now());
    } catch (error) {
      const { name, status } = refusalOf(error, late.name, world);
      note(name, status, world.clock.now());
    }
  };
  try {
    const body = await readBody(request);
    operation = route(request.method ?? '', request.url ?? '/');
    input = inputOf(operation, request.url ?? '/', body);
    checkAuthorization(request.headers, world.settings.requireSignature);
    checkVerified(world, operation.name);
    throttle.take(world.place, operation.name, meteredChannel(world, operation, input));
    const strike = world.faults.strike(operation.name);
    if (strike.latencyMs > 0) await world.clock.sleep(strike.latencyMs);
    if (strike.landsAfterMs !== undefined) {
      const late = operation;
      lateCalls.plan(requestId, world.clock.now() + strike.landsAfterMs, () => land(late));
      if (!strike.error) return void request.socket.destroy();
    }
    if (strike.error) throw strike.error;
    const answer = act(operation);
    const output =
      answer && world.settings.localAddresses
        ? withLocalAddresses(answer, {
            origin: world.origin,
            ports,
            isStrict: world.settings.strictIngest,
          })
        : answer;
    note('ok', operation.status);
    if (strike.dropResponse) request.socket.destroy();
    else sendTogether(response, operation.status, output, headers);
  } catch (error) {
    // The client hung up while it was sending, so there is no one to answer.
    if (request.socket.destroyed) return;
    const { name, status, message, answer } = refusalOf(error, operation?.name ?? 'request', world);
    note(name, status);
    if (answer) sendStrange(response, status, answer);
    else
      sendTogether(
        response,
        status,
        { __type: name, message, exceptionMessage: message },
        { ...headers, 'x-amzn-errortype': name },
      );
  }
}

/**
 * Returns the answer to a call that failed. A defect of ivs-local itself is also written to stderr.
 */
function refusalOf(error: unknown, call: string, world: World): IvsError {
  if (error instanceof IvsError) return asSettled(error, world);
  process.stderr.write(
    `ivs-local: ${call} failed: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return ivsError('InternalServerException', 'ivs-local failed');
}

/**
 * Finds the operation of a request. Paths are matched undecoded: an ARN is one percent-encoded
 * segment, and an encoded `/` in it does not separate segments.
 */
function route(method: string, url: string): Operation {
  const path = url.split('?', 1)[0] ?? '/';
  const name = path.slice(1);
  const operation = /^\/tags\/[^/]+$/.test(path)
    ? OPERATIONS.find((candidate) => candidate.path === 'tags' && candidate.method === method)
    : method === 'POST' && BY_NAME.get(name);
  if (operation) return operation;
  throw ivsError('UnknownOperationException', `${method} ${path} is no operation of IVS`);
}

function inputOf(operation: Operation, url: string, body: string): unknown {
  if (operation.path === 'operation') return parseJson(body);
  const [path = '', query = ''] = url.split('?', 2);
  const resourceArn = decode(path.slice('/tags/'.length));
  const search = new URLSearchParams(query);
  const tagKeys = search.has('tagKeys') ? { tagKeys: search.getAll('tagKeys') } : {};
  if (operation.method !== 'POST') return { ...tagKeys, resourceArn };
  const json = parseJson(body);
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? { ...json, resourceArn }
    : json;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    // An undecodable segment is left unchanged. It is not an ARN, so validation refuses it later.
    if (error instanceof URIError) return segment;
    throw error;
  }
}

/** @throws IvsError PendingVerification, for the operations that declare it */
function checkVerified({ settings }: World, name: OperationName): void {
  const errors: readonly IvsErrorName[] = MODEL[name].errors;
  if (settings.accountVerified || !errors.includes('PendingVerification')) return;
  const text =
    'Your account is pending verification. Until the verification process is complete, you ' +
    'may not be able to carry out requests with this account.';
  throw ivsError('PendingVerification', text);
}

/**
 * Returns the ARN of the channel that has a rate of its own; undefined when the operation has no
 * rate per channel or the channel does not exist.
 */
function meteredChannel({ state }: World, { name }: Operation, input: unknown): string | undefined {
  const { channelArn } = channelOf(input);
  return name === 'PutMetadata' && channelArn !== undefined && state.channels.has(channelArn)
    ? channelArn
    : undefined;
}

/**
 * Applies the setting for unreadable input. It is a setting because the error that IVS answers is
 * unconfirmed.
 */
function asSettled(error: IvsError, { settings }: World): IvsError {
  const { name } = error;
  if (name !== 'SerializationException' || settings.unreadableInput === name) return error;
  return ivsError(settings.unreadableInput, error.message.slice(`${name}: `.length));
}

/**
 * Returns the channel that a call names, for the request log. The log holds nothing else of the
 * input.
 */
function channelOf(input: unknown): { channelArn?: string } {
  if (typeof input !== 'object' || input === null) return {};
  const { channelArn, arn, resourceArn } = input as Record<string, unknown>;
  const named = [channelArn, arn, resourceArn].find(
    (value) => typeof value === 'string' && value.includes(':channel/'),
  );
  return typeof named === 'string' ? { channelArn: named.slice(0, 128) } : {};
}
