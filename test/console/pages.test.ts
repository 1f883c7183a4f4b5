import { generateKeyPairSync } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTable } from '../../bench/load/table.ts';
import { violationsOn } from './axe.ts';
import { executable, NO_CHROMIUM, startBrowser, watchedPage, type Watched } from './chromium.ts';
import { giveUp } from './giveUp.ts';
import { givenDecision, recordingIds, STREAMS, tellOfNight } from './night.ts';
import { PATIENCE_MS, startScene, until, type Scene } from './scene.ts';

// Every page of the console can be read by everybody, asks no other origin and gives no token away,
// and texts of others stay texts.

const missing = executable === undefined;

const EVIL = '<img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script>';

/** The pages that show texts of others. */
const WITH_TEXTS = [
  'now',
  'channels',
  'a live channel',
  'a suspended channel',
  'a job with results',
  'a dead letter',
  'the journal of a channel',
  'the audit trail',
  'a failed recording',
  'an operation',
  'banned viewers',
  'a policy',
];

/** Returns the elements that make the page scroll sideways. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const beyond = [...document.querySelectorAll('main *, header *')].filter(
      (one) => one.getBoundingClientRect().right > clientWidth,
    );
    return [scrollWidth + ' px', ...beyond.map((one) => one.outerHTML.slice(0, 120))];
  })()`);

if (missing) console.log(NO_CHROMIUM);
describe.skipIf(missing)('every page of the console', () => {
  let scene: Scene;
  let browser: Browser;
  /** The pages, by name, as links. */
  let links: Readonly<Record<string, string>>;

  beforeAll(async () => {
    [scene, browser] = await Promise.all([startScene({ schedules: false }), startBrowser()]);
    const { stack, ask } = scene;
    const live = await scene.channel('live-show', { tags: { team: 'studio' } });
    const stuck = await scene.channel('stuck-show');
    const dark = await scene.channel('dark-show', { authorized: true });
    const [journalled] = await Promise.all([
      givenJournal(scene, dark.id),
      scene.goLive(live.arn),
      scene.goLive(stuck.arn),
    ]);
    stack.ivs.setFaults([{ operation: 'DeleteChannel', error: 'AccessDeniedException' }]);
    const [revocation] = await Promise.all([
      ask('POST', '/v1/viewer-session-revocations', {
        viewerSessions: [{ channelId: dark.id, viewerId: '<b>viewer</b>' }],
        viewerSessionVersionsLessThanOrEqualTo: 1,
      }),
      ask('DELETE', `/v1/channels/${stuck.id}`),
      askWithReason(scene, `/v1/channels/${dark.id}/suspension`),
      ask('POST', '/v1/recording-configurations', {
        name: 'archive',
        destinationConfiguration: { s3: { bucketName: 'studio-recordings' } },
        tags: { team: 'studio' },
      }),
      ask('POST', '/v1/playback-restriction-policies', {
        name: 'europe',
        allowedCountries: ['DE', 'FR'],
        allowedOrigins: ['https://example.com'],
      }),
      ask('POST', '/v1/playback-key-pairs', {
        name: 'autumn',
        publicKeyMaterial: generateKeyPairSync('ec', {
          namedCurve: 'P-384',
          publicKeyEncoding: { type: 'spki', format: 'pem' },
          privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        }).publicKey,
      }),
    ]);
    const deadLetterId = await giveUp(scene, live.arn, EVIL);
    const operationId = await planWithReason(scene, live.id);
    links = {
      now: '#/',
      channels: '#/channels',
      'a live channel': `#/channels/${live.id}`,
      'a suspended channel': `#/channels/${dark.id}`,
      jobs: '#/jobs?status=failed',
      'a job with results': `#/jobs/${(revocation as { job: { id: string } }).job.id}`,
      operations: '#/operations',
      'an operation': `#/operations/${operationId}`,
      ...(await givenRules(scene, dark.id)),
      'dead letters': '#/dead-letters',
      'a dead letter': `#/dead-letters/${deadLetterId}`,
      'recording configurations': '#/recording-configurations',
      'restriction policies': '#/playback-restriction-policies',
      'playback key pairs': '#/playback-key-pairs',
      ...journalled,
      'no page': '#/nowhere',
    };
    await until('a job is stuck', async () => {
      const answer = await ask('GET', '/v1/jobs?needsAttention=true');
      return (answer as { jobs: unknown[] }).jobs.length > 0;
    });
  }, 2 * PATIENCE_MS);
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
  });

  async function open(): Promise<Watched> {
    const watched = await watchedPage(browser);
    watched.page.setDefaultTimeout(PATIENCE_MS / 2);
    await watched.page.goto(`${scene.stack.url}/console`);
    await watched.page.getByRole('list', { name: 'Live streams' }).waitFor();
    return watched;
  }

  /** Goes to a page, and waits until its content is there. */
  async function goTo(page: Page, link: string): Promise<void> {
    await page.evaluate(`location.hash = ${JSON.stringify(link)}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch((error: unknown) => {
      // A page that polls is never idle for long.
      if (!String(error).includes('Timeout')) throw error;
    });
  }

  it(
    'has no violation of accessibility and fits, dark and light, narrow and wide',
    async () => {
      const { page } = await open();
      const found: string[] = [];
      const check = async (name: string): Promise<void> => {
        for (const [width, colorScheme] of [
          [400, 'dark'],
          [400, 'light'],
          [1280, 'light'],
          [1280, 'dark'],
        ] as const) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme });
          const at = `${name}, ${width} px, ${colorScheme}`;
          found.push(...(await violationsOn(page)).map((violation) => `${at}: ${violation}`));
          found.push(...(await tooWide(page)).map((element) => `${at}: too wide: ${element}`));
        }
      };
      for (const [name, link] of Object.entries(links)) {
        await goTo(page, link);
        await check(name);
      }
      await goTo(page, links['a live channel'] ?? '');
      await page.getByRole('button', { name: 'Update' }).click();
      await page.getByRole('region', { name: 'Dry run' }).or(page.getByRole('alert')).waitFor();
      await check('a dialog');
      expect(found).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'stays at its origin, breaks no rule of its security policy, and gives no token away',
    async () => {
      const { page, requests, addresses, tokens, faults } = await open();
      for (const link of Object.values(links)) await goTo(page, link);
      expect(requests.filter((url) => new URL(url).origin !== scene.stack.url)).toEqual([]);
      expect(faults).toEqual([]);

      const history = await page.context().newCDPSession(page);
      const { entries } = await history.send('Page.getNavigationHistory');
      const kept = entries.map(({ url }) => url);
      expect(kept.length).toBeGreaterThan(3);
      expect(kept.filter((url) => /[?&](?:code|state)=/.test(url))).toEqual([]);
      const stored = await page.evaluate<string>(
        'JSON.stringify([{ ...localStorage }, { ...sessionStorage }])',
      );
      expect(tokens.size).toBeGreaterThan(0);
      for (const token of tokens) {
        const shown = [...requests, ...addresses, ...kept, stored, await page.content()];
        expect(shown.filter((text) => text.includes(token))).toEqual([]);
      }
    },
    PATIENCE_MS,
  );

  it(
    'shows scripts in names, tags, reasons and viewer ids as texts',
    async () => {
      await scene.learn();
      await plantTexts(scene, links['a live channel']?.split('/').at(-1) ?? '');
      const { page, faults } = await open();
      for (const name of WITH_TEXTS) {
        await goTo(page, links[name] ?? '');
        await page
          .getByText(/globalThis\.pwned|<b>viewer<\/b>/)
          .first()
          .waitFor();
        const made =
          'document.querySelectorAll("main img, main script, main b > b, main i").length';
        expect(await page.evaluate(made), name).toBe(await page.locator('.plot > i').count());
      }
      expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
      expect(faults).toEqual([]);
    },
    PATIENCE_MS,
  );

  it('is served with headers that forbid what it does not need', async () => {
    const answer = await fetch(`${scene.stack.url}/v1/console`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([308, '../console']);
    const { headers } = await fetch(`${scene.stack.url}/console`);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      `connect-src 'self' ${scene.stack.url} ${scene.stack.ivs.url}`,
      `media-src 'self' blob: ${scene.stack.ivs.url}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });
});

/** Gives a channel a name and tags that IVS itself would refuse, in what is known of it. */
async function plantTexts({ stack }: Scene, channelId: string): Promise<void> {
  const table = openTable(stack);
  try {
    const reading = await table.read(`reading/${channelId}`, 'channel');
    const value = JSON.parse(reading.value?.S ?? '') as object;
    const planted = JSON.stringify({ ...value, name: `x${EVIL}`, tags: { team: EVIL } });
    await table.fill(1, () => ({ ...reading, value: { S: planted } }));
  } finally {
    table.close();
  }
}

/** Gives a night to a channel that is gone, and returns the pages of its journal. */
async function givenJournal(scene: Scene, darkId: string): Promise<Record<string, string>> {
  const [gone, watched] = [await scene.channel('gone-show'), await scene.channel('watched-show')];
  await Promise.all([tellOfNight(scene, gone, EVIL), givenDecision(scene, 'breaches', watched)]);
  await scene.ask('DELETE', `/v1/channels/${gone.id}`);
  const [failed = '', merged = ''] = await recordingIds(scene, gone.id);
  return {
    'a channel that is gone': `#/channels/${gone.id}`,
    'the journal of a channel': `#/channels/${darkId}/journal`,
    'stream sessions': `#/channels/${gone.id}/sessions`,
    'a stream session': `#/channels/${gone.id}/sessions/${STREAMS[0]}`,
    recordings: `#/channels/${gone.id}/recordings`,
    'a recording': `#/recordings/${merged}`,
    'a failed recording': `#/recordings/${failed}`,
    reactions: '#/reactions',
    'a reaction': '#/reactions/breaches',
    'the audit trail': '#/audit',
    'events of the account': '#/account-events',
  };
}

/** Makes a request whose caller and reason are texts of others, and returns the body. */
async function askWithReason({ stack }: Scene, path: string, body?: object): Promise<unknown> {
  const token = await stack.issuer.mint({ subject: '<i>operator</i>' });
  const answer = await fetch(`${stack.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'x-reason': EVIL,
      prefer: 'wait=20',
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(answer.status).toBe(201);
  return answer.json();
}

/** Bans a viewer, writes a policy and schedules work, and returns the pages that show them. */
async function givenRules(scene: Scene, darkId: string): Promise<Record<string, string>> {
  await askWithReason(scene, `/v1/channels/${darkId}/viewer-bans`, {
    viewerId: '<b>viewer',
    until: '2030-01-01T00:00:00Z',
  });
  await scene.ask('PUT', '/v1/policies/strict', {
    selection: { tags: { team: EVIL } },
    streamKeyMaxAge: 'P30D',
    streamMaxLength: 'PT12H',
  });
  const scheduled = await scene.ask('DELETE', `/v1/channels/${darkId}/stream?after=PT2H`);
  return {
    'banned viewers': `#/channels/${darkId}/viewer-bans`,
    policies: '#/policies',
    'a policy': '#/policies/strict',
    'a scheduled job': `#/jobs/${(scheduled as { job: { id: string } }).job.id}`,
    'jobs that await approval': '#/jobs?awaitsApproval=true',
  };
}

/** Plans work on a channel and on one that is not known, and returns the id of the operation. */
async function planWithReason(scene: Scene, channelId: string): Promise<string> {
  const body = { workflow: 'stopStream', selection: { ids: [channelId, 'Unknown12345'] } };
  const planned = await askWithReason(scene, '/v1/operations', body);
  return (planned as { operation: { id: string } }).operation.id;
}
