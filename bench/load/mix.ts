import { jobIn, type Caller, type Said } from './caller.ts';
import type { Written } from './ledger.ts';

// The requests that callers make, with the frequency of each kind. Statuses that depend on chance
// are allowed; all others are faults.

type Act = (caller: Caller) => Promise<unknown>;

/** Refusals that any request about a channel may meet while other callers work on it. */
const IN_THE_WAY = [404, 409];
const JOB = [202, ...IN_THE_WAY];

const keyed = (caller: Caller): Record<string, string> => ({
  'idempotency-key': `caller-${caller.number}-${caller.count++}`,
});
const perhapsKeyed = (caller: Caller): Record<string, string> =>
  caller.random.chance(0.5) ? keyed(caller) : {};

function remember(caller: Caller, said: Said | undefined): void {
  const id = said && jobIn(said);
  if (id !== undefined) caller.jobs.push(id);
}

/**
 * Sends a request under one key until it has a final answer: three times at once, or again after
 * hanging up on the first request.
 */
async function insist(
  caller: Caller,
  kind: string,
  method: string,
  path: string,
  wanted: readonly number[],
  body: unknown,
): Promise<{ all: Said[]; hungUp: boolean }> {
  const { random } = caller;
  const asked = { body, headers: keyed(caller) };
  const ask = (abortAfterMs?: number): Promise<Said | undefined> =>
    caller.ask(kind, method, path, wanted, {
      ...asked,
      ...(abortAfterMs !== undefined && { abortAfterMs }),
    });
  const all: (Said | undefined)[] = [];
  const hungUp = random.chance(0.3) && (await ask(random.integer(1, 400))) === undefined;
  if (random.chance(0.3)) all.push(...(await Promise.all([ask(), ask(), ask()])));
  do all.push(await ask());
  while (all.at(-1)?.status === 429 && performance.now() < caller.scene.untilMs);
  return { all: all.filter((said) => said !== undefined), hungUp };
}

const create: Act = async (caller) => {
  const { ledger } = caller.scene;
  const name = `load-${caller.number}-${caller.count++}`;
  const body = { name, tags: { made: 'by-load' } };
  ledger.created.set(name, new Set());
  ledger.creating.set(name, new Set());
  const { all } = await insist(caller, 'create channel', 'POST', '/v1/channels', [201, 202], body);
  for (const said of all) {
    const { arn } = (said.body.channel ?? {}) as { arn?: string };
    if (arn !== undefined) ledger.created.get(name)?.add(arn);
    const job = /\/v1\/jobs\/([\w-]+)/.exec(said.headers.get('link') ?? '')?.[1];
    if (job !== undefined) ledger.creating.get(name)?.add(job);
  }
  const [arn] = ledger.created.get(name) ?? [];
  if (arn !== undefined) caller.own.push(arn.split('/')[1] ?? '');
  const last = `caller-${caller.number}-${caller.count - 1}`;
  if (caller.random.chance(0.3)) {
    await caller.ask('another request under the key', 'POST', '/v1/channels', [422], {
      body: { ...body, name: `${name}-other` },
      headers: { 'idempotency-key': last },
    });
  }
};

const FIELDS: Readonly<Record<string, (caller: Caller) => unknown>> = {
  name: (caller) => `written-${caller.number}-${caller.count++}`,
  latencyMode: ({ random }) => (random.chance(0.5) ? 'LOW' : 'NORMAL'),
  insecureIngest: ({ random }) => random.chance(0.5),
  authorized: ({ random }) => random.chance(0.5),
};

/**
 * Writes a field. Each field of each idle channel has one writer; others write to its other fields
 * at the same time.
 */
const write: Act = async (caller) => {
  const { idle, ledger } = caller.scene;
  const channelId = idle[Math.floor(caller.number / Object.keys(FIELDS).length)];
  const [field, valueBy] = Object.entries(FIELDS)[caller.number % Object.keys(FIELDS).length] ?? [];
  if (channelId === undefined || field === undefined) return list(caller);
  const written: Written = ledger.fields.get(`${channelId} ${field}`) ?? {
    channelId,
    field,
    value: undefined,
  };
  ledger.fields.set(`${channelId} ${field}`, written);
  if (written.unsure) return list(caller);
  if (written.pending) return settle(caller, written);
  const value = valueBy?.(caller);
  const { all, hungUp } = await insist(
    caller,
    'change channel',
    'PATCH',
    `/v1/channels/${channelId}`,
    [200, 202, 409],
    { [field]: value },
  );
  const accepted = all.filter(({ status }) => status === 200 || status === 202);
  if (accepted.some(({ status }) => status === 200)) written.value = value;
  else if (accepted[0]) written.pending = { jobId: jobIn(accepted[0]) ?? '', value };
  else written.unsure = hungUp;
  return undefined;
};

/** Reads the result of a change that was left to its job. */
export async function settle(caller: Caller, written: Written): Promise<void> {
  const { pending } = written;
  if (!pending) return;
  const said = await caller.ask('read job', 'GET', `/v1/jobs/${pending.jobId}`, [200]);
  const { status } = (said?.body.job ?? {}) as { status?: string };
  if (status === 'succeeded') written.value = pending.value;
  if (status === 'succeeded' || status === 'failed' || status === 'cancelled')
    delete written.pending;
}

const tag: Act = async (caller) => {
  const { idle, ledger } = caller.scene;
  const channelId = idle[caller.number % idle.length] ?? '';
  const key = `writer-${caller.number}`;
  const path = `/v1/channels/${channelId}/tags`;
  const value = caller.random.chance(0.2) ? undefined : `value-${caller.count++}`;
  const said =
    value === undefined
      ? await caller.ask('untag', 'DELETE', `${path}?tagKeys=${key}`, [204], {
          headers: perhapsKeyed(caller),
        })
      : await caller.ask('tag', 'POST', path, [204], {
          body: { tags: { [key]: value } },
          headers: perhapsKeyed(caller),
        });
  if (said?.status === 204) ledger.tags.set(`${channelId} ${key}`, value);
};

const remove: Act = async (caller) => {
  const { random, scene } = caller;
  const channelId = caller.own.shift();
  if (channelId === undefined) return create(caller);
  if (random.chance(0.4)) scene.connectEncoder(channelId);
  const { all } = await insist(
    caller,
    'delete channel',
    'DELETE',
    `/v1/channels/${channelId}`,
    [202, 204],
    undefined,
  );
  for (const said of all) remember(caller, said);
  if (all.some(({ status }) => status === 204)) scene.ledger.deleted.add(channelId);
  return undefined;
};

const onLive =
  (kind: string, method: string, rest: string, wanted: readonly number[], body?: unknown): Act =>
  async (caller) => {
    const path = `/v1/channels/${caller.pick(caller.scene.live) ?? ''}${rest}`;
    const headers = {
      ...perhapsKeyed(caller),
      ...(caller.random.chance(0.2) && { prefer: 'wait=3' }),
    };
    remember(
      caller,
      await caller.ask(kind, method, path, wanted, {
        ...(body !== undefined && { body }),
        headers,
      }),
    );
  };

const onIdle =
  (kind: string, method: string, rest: string, wanted: readonly number[], body?: unknown): Act =>
  (caller) =>
    caller.ask(
      kind,
      method,
      `/v1/channels/${caller.pick(caller.scene.idle) ?? ''}${rest}`,
      wanted,
      { ...(body !== undefined && { body }) },
    );

const revoke: Act = async (caller) => {
  const viewerSessions = Array.from({ length: caller.random.integer(1, 4) }, (_, n) => ({
    channelId: caller.pick(caller.scene.live),
    viewerId: `viewer-${caller.number}-${n}`,
  }));
  const body = { viewerSessions, viewerSessionVersionsLessThanOrEqualTo: 1 };
  const { all } = await insist(
    caller,
    'revoke viewers',
    'POST',
    '/v1/viewer-session-revocations',
    [200, 202],
    body,
  );
  for (const said of all) remember(caller, said);
};

const onJob =
  (kind: string, method: string, rest: string, wanted: readonly number[]): Act =>
  async (caller) => {
    const id = caller.pick(caller.jobs.slice(-4));
    await (id === undefined
      ? list(caller)
      : caller.ask(kind, method, `/v1/jobs/${id}${rest}`, wanted));
  };

const BROKEN = [
  '',
  '{',
  '[]',
  'null',
  '{"name":7}',
  '{"name":"a b"}',
  '{"no":1}',
  '{"__proto__":{"a":1}}',
  '{"tags":{"aws:x":""}}',
  '"\u0000"',
  `{"name":"${'x'.repeat(2_000)}"}`,
];
const breakIt: Act = (caller) =>
  caller.ask('broken body', 'POST', '/v1/channels', [400], {
    text: caller.pick(BROKEN) ?? '',
    headers: keyed(caller),
  });

const LISTS = [
  '/v1/channels?limit=100',
  '/v1/streams',
  '/v1/jobs?limit=10',
  '/v1/jobs?status=waiting',
  '/v1/ad-configurations',
];
const list: Act = (caller) => caller.ask('list', 'GET', caller.pick(LISTS) ?? '', [200]);

/**
 * After these requests, a job watches for some ten seconds whether the channel stays dark. A
 * shorter run leaves them out.
 */
const LONG: readonly (readonly [weight: number, Act])[] = [
  [3, onIdle('stop what is not live', 'DELETE', '/stream', JOB)],
  [2, onLive('stop', 'DELETE', '/stream', [204, ...JOB])],
  [1, onLive('suspend', 'POST', '/suspension', [201, ...JOB])],
  [1, onLive('resume', 'DELETE', '/suspension', [200, 201, 204, ...JOB])],
];
const SHORT: readonly (readonly [weight: number, Act])[] = [
  [4, create],
  [12, write],
  [12, tag],
  [4, remove],
  [8, list],
  [10, onIdle('read channel', 'GET', '', [200])],
  [4, onIdle('read tags', 'GET', '/tags', [200])],
  [
    4,
    (caller) =>
      caller.ask('read many', 'POST', '/v1/channels/batch-get', [200], {
        body: { ids: [...caller.scene.idle, 'nobody'] },
      }),
  ],
  [3, onIdle('plan a deletion', 'DELETE', '?dryRun=true', [200])],
  [4, onLive('read stream', 'GET', '/stream', [200, 404])],
  [3, onLive('read sessions', 'GET', '/stream-sessions', [200])],
  [8, onLive('metadata', 'POST', '/metadata', [204, ...IN_THE_WAY], { metadata: 'x' })],
  [2, onLive('rotate now', 'POST', '/stream-key-rotations?when=now', [201, ...JOB])],
  [2, onLive('rotate when idle', 'POST', '/stream-key-rotations?when=idle', [201, ...JOB])],
  [2, onLive('change when idle', 'PATCH', '?when=idle', [200, ...JOB], { latencyMode: 'NORMAL' })],
  [1, onLive('change now', 'PATCH', '?when=now&block=true', [200, ...JOB], { latencyMode: 'LOW' })],
  [2, revoke],
  [4, onJob('read job', 'GET', '', [200])],
  [1, onJob('cancel', 'POST', '/cancel', [200, 202, 409])],
  [1, onJob('redrive', 'POST', '/redrive', [202, 409])],
  [4, breakIt],
];

/** Makes one random request after another until the time is up. */
export async function goOn(caller: Caller, long: boolean): Promise<void> {
  const mix = long ? [...SHORT, ...LONG] : SHORT;
  const weights = mix.reduce((sum, [weight]) => sum + weight, 0);
  while (performance.now() < caller.scene.untilMs) {
    let at = caller.random.fraction() * weights;
    const [, act] = mix.find(([weight]) => (at -= weight) < 0) ?? mix[0]!;
    await act(caller);
  }
}
