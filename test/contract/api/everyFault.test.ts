import { describe, expect } from 'vitest';
import { problemsOf } from '../../../lib/openapi/document.ts';
import type { Route } from '../../../lib/http/route.ts';
import { useApp } from '../../../lib/app.ts';
import type { ProblemType } from '../../../lib/problems.ts';
import type { Ivs } from '../../../lib/ivs/client.ts';
import { routes } from '../../answers.ts';
import { givenChannel, givenLiveChannel, jobIn, suspend, type GivenChannel } from '../../given.ts';
import { givenKeyPair, givenLink, keyIdOf, newPublicKey } from '../../givenKeys.ts';
import type { Answer, World } from '../../world.ts';
import { it as test, itIn } from '../../worldTest.ts';

// Each fault is injected once, and every operation is called. The operations that document the
// fault report it, and no other operation does.

/** Longer than any job may run, and shorter than an Idempotency-Key is remembered. */
const TOO_LONG_MS = 20 * 3_600_000;
/**
 * The operations whose job may run for as long as its key is remembered. Only a request that waits
 * across that moment could report the end of the job.
 */
const OUTLIVE_THEIR_KEY = ['revokeViewers', 'openViewerBatch'];

const nameOf = (route: Route): string => route.described?.name ?? '';
const documentedRoutes = routes.filter(({ described }) => described !== undefined);
const operationsWith = (type: ProblemType): string[] =>
  documentedRoutes
    .filter((route) => problemsOf(route).includes(type))
    .map(nameOf)
    .toSorted();

/** Calls an operation as its example does, about a resource that no other call is about. */
function ask(
  world: World,
  { key, described }: Route,
  ids: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const [method = '', path = ''] = key.split(' ');
  const { query = {}, body } = described?.example ?? {};
  const given: Record<string, string> = {
    noun: 'channels',
    jobId: 'channel-nobody-0f3k9m2q7r5t8w1x',
    recordingId: 'nobody-hvl6q0-Ab1Cd2Ef3Gh4',
    ...ids,
  };
  const named = path.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => given[name] ?? `of-${described?.name ?? ''}`,
  );
  const { channelId = query['channelId'] } = ids;
  const about = query['channelId'] === undefined || channelId === undefined ? {} : { channelId };
  const search = new URLSearchParams({ ...query, ...about }).toString();
  const headers = method === 'GET' ? {} : { 'idempotency-key': described?.name ?? '' };
  return world.http(method, `${named}${search && `?${search}`}`, {
    headers,
    ...(body !== undefined && { body }),
  });
}

const typeOf = ({ body }: Answer): string => String(body.type).replace('/problems/', '');

/** Gives an open batch a pair, and closes it. */
async function fillBatch(world: World, opened: Answer | undefined): Promise<void> {
  if (opened?.status !== 202) return;
  const batch = `/v1/viewer-session-revocations/${jobIn(opened).id}`;
  const body = routes.find(({ described }) => described?.name === 'addViewerPairs')?.described
    ?.example?.body;
  const added = await world.http('POST', `${batch}/pairs`, { body });
  const closed = await world.http('POST', `${batch}/close`);
  expect([added.status, closed.status]).toEqual([200, 200]);
}

/** Returns the outcome of each operation: its answer, or the end of the job that it started. */
async function askAll(
  world: World,
  ids: Readonly<Record<string, Record<string, string>>>,
): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  for (const route of documentedRoutes)
    answers.set(nameOf(route), await ask(world, route, ids[nameOf(route)]));
  const begun = documentedRoutes.filter((route) => answers.get(nameOf(route))?.status === 202);
  await fillBatch(world, answers.get('openViewerBatch'));
  await world.advance(60_000);
  // After half a day no job still tries, except a suspension, which never gives up.
  world.clock.moveTo(world.clock.now() + 12 * 3_600_000);
  for (const route of begun)
    if (nameOf(route) !== 'suspendChannel')
      await world.ended(jobIn(answers.get(nameOf(route))!).id);
  for (const route of begun)
    answers.set(nameOf(route), await ask(world, route, ids[nameOf(route)]));
  return answers;
}

test.for([
  ['AccessDeniedException', 'not-permitted-by-aws', 502],
  ['InternalServerException', 'ivs-unavailable', 503],
] as const)(
  '%s of IVS is told as %s by every operation that can meet it',
  async ([error, type, status], { world }) => {
    const suspended = await givenChannel(world);
    await suspend(world, suspended);
    await givenLink(world, 'of-readStreamKeyOfLink', 'arn:aws:ivs:x');
    world.stack.ivs.setFaults([{ operation: '*', error }]);
    const answers = await askAll(world, { resumeChannel: { channelId: suspended.id } });
    const told = [...answers].filter(([, answer]) => typeOf(answer) === type);
    expect(told.map(([name]) => name).toSorted()).toEqual(operationsWith(type));
    for (const [name, answer] of told) {
      expect(answer.status, name).toBe(status);
      expect(answer.body.ivs, name).toMatchObject({ error });
      expect(answer.text, name).not.toContain('injected');
    }
  },
);

test('every operation tells a fault of our own as internal, and hides it', async ({ world }) => {
  const fail = (): never => {
    throw new TypeError('the table is called x');
  };
  const ivs: Ivs = { call: fail, within: () => ivs };
  useApp({ ...world.app, store: new Proxy(world.app.store, { get: () => fail }), ivs });
  for (const route of documentedRoutes.filter(({ scope }) => scope !== 'open')) {
    const answer = await ask(world, route);
    expect(`${answer.status} ${typeOf(answer)}`, nameOf(route)).toBe('500 internal');
    expect(answer.text, nameOf(route)).not.toMatch(/called x|TypeError/);
    expect(answer.body, nameOf(route)).not.toHaveProperty('ivs');
  }
});

test('every operation that needs the table tells that it does not answer, as passing', async ({
  world,
}) => {
  world.fateOf = ({ service }) => (service === 'dynamodb' ? 'noAnswer' : undefined);
  const asked = (): number => world.ownCalls.filter(({ service }) => service === 'dynamodb').length;
  let told = 0;
  for (const route of documentedRoutes) {
    const before = asked();
    const answer = await ask(world, route);
    const isTold = typeOf(answer) === 'aws-unavailable';
    // `GET /v1/ready` tells which part of the deployment is not well.
    if (nameOf(route) === 'getReady') continue;
    expect(isTold, nameOf(route)).toBe(asked() > before);
    if (!isTold) continue;
    told += 1;
    expect([answer.status, answer.headers.get('retry-after')], nameOf(route)).toEqual([503, '1']);
    expect(answer.text, nameOf(route)).not.toMatch(/no answer|dynamo|table/i);
  }
  expect(told).toBeGreaterThan(80);
});

describe('an issuer that cannot be reached', () => {
  const test = itIn({ environment: { JWKS_URI: 'http://127.0.0.1:9/jwks.json' } });

  test('every operation with a token tells that the issuer gives no keys', async ({ world }) => {
    const told: string[] = [];
    for (const route of documentedRoutes)
      if (typeOf(await ask(world, route)) === 'token-keys-unavailable') told.push(nameOf(route));
    expect(told.toSorted()).toEqual(operationsWith('token-keys-unavailable'));
  });
});

test('every operation that starts jobs tells an overdue one as exhausted', async ({ world }) => {
  const suspended = await givenChannel(world);
  await suspend(world, suspended);
  const given = (name: string): Promise<GivenChannel> | GivenChannel => {
    if (name === 'resumeChannel') return suspended;
    return name === 'stopStream' ? givenLiveChannel(world) : givenChannel(world);
  };
  const told: string[] = [];
  for (const route of documentedRoutes.filter(({ mutates }) => mutates)) {
    world.fateOf = () => undefined;
    const channel = await given(nameOf(route));
    const ids = {
      channelId: channel.id,
      ...(nameOf(route) === 'deleteStreamKey' && { streamKeyId: await keyIdOf(world, channel) }),
      ...(nameOf(route) === 'rotatePlaybackKeyPair' && {
        playbackKeyPairId: await givenKeyPair(world, newPublicKey()),
      }),
    };
    let struck = false;
    // The first call takes longer than the job may, and its answer is lost.
    world.fateOf = ({ service, functionName }) => {
      if (struck || service !== 'ivs' || !/(?:commands|keys|viewers)$/.test(functionName ?? ''))
        return undefined;
      struck = true;
      world.clock.moveTo(world.clock.now() + TOO_LONG_MS);
      return 'lostResponse';
    };
    const begun = await ask(world, route, ids);
    if (begun.status !== 202) continue;
    if (nameOf(route) === 'openViewerBatch') await fillBatch(world, begun);
    await world.ended(jobIn(begun).id);
    const answer = await ask(world, route, ids);
    if (typeOf(answer) === 'job-exhausted') told.push(`${nameOf(route)} ${answer.status}`);
  }
  const hear = operationsWith('job-exhausted').filter((name) => !OUTLIVE_THEIR_KEY.includes(name));
  expect(told.toSorted()).toEqual(hear.map((name) => `${name} 504`));
});
