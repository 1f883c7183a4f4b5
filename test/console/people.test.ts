import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workflows } from '../../lib/workflows/workflows.ts';
import { dateAt, systemClock } from '../../local/clock.ts';
import { confirm, plan, openConsole, goTo as goToPage } from './acting.ts';
import { violationsOn } from './axe.ts';
import { executable, NO_CHROMIUM, startBrowser, watchedPage, type Watched } from './chromium.ts';
import { PATIENCE_MS, startScene, until, type Scene } from './scene.ts';

// People in the console: viewers who are banned, a second person who decides, and work that was
// asked for ahead of its time.

const missing = executable === undefined;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The clocks of the browser are two hours ahead of UTC, in summer and in winter. */
const timezoneId = 'Africa/Johannesburg';
const AHEAD_MS = 2 * HOUR_MS;

interface Job {
  readonly id: string;
  readonly status: string;
  readonly scheduled?: { readonly at: string; readonly job?: string };
  readonly [member: string]: unknown;
}

if (missing) console.log(NO_CHROMIUM);
describe.skipIf(missing)('people in the console', () => {
  let scene: Scene;
  let browser: Browser;
  let watched: Watched;
  beforeAll(async () => {
    const environment = { APPROVALS: 'deleteChannel' };
    [scene, browser] = await Promise.all([startScene({ environment }), startBrowser()]);
    watched = await watchedPage(browser, { timezoneId });
    await openConsole(watched.page, scene.stack.url);
  }, PATIENCE_MS);
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
  });

  const goTo = (path: string, heading: string): Promise<void> =>
    goToPage(watched.page, path, heading);
  const main = (): Locator => watched.page.locator('main');
  const alert = (): Locator => watched.page.getByRole('dialog').getByRole('alert');
  const noViolation = async (): Promise<void> =>
    expect(await violationsOn(watched.page)).toEqual([]);
  /** Does a verb of the page. */
  const act = async (name: string, planned: string, fields = {}): Promise<void> =>
    confirm(await plan(main(), name, planned, fields), name);

  const jobAt = async (id: string): Promise<Job> =>
    ((await scene.ask('GET', `/v1/jobs/${id}`)) as { job: Job }).job;
  /** Asks for work as another person than the one in the browser. */
  async function asked(method: string, path: string): Promise<Job> {
    const { job } = (await scene.ask(method, path)) as { job: Job };
    await until('the job waits', async () => (await jobAt(job.id)).status === 'waiting');
    return job;
  }
  const isThere = (id: string): Promise<boolean> =>
    scene.ask('GET', `/v1/channels/${id}`).then(
      () => true,
      (error: unknown) => {
        if (!String(error).includes(': 404 ')) throw error;
        return false;
      },
    );

  it(
    'bans a viewer until a time, for a reason, and lifts the ban',
    async () => {
      const channel = await scene.channel('private-show', { authorized: true });
      const bans = async (): Promise<unknown[]> => {
        const answer = await scene.ask('GET', `/v1/channels/${channel.id}/viewer-bans`);
        return (answer as { viewerBans: unknown[] }).viewerBans;
      };
      await goTo(`channels/${channel.id}`, 'private-show');
      await main().getByRole('link', { name: 'Banned viewers' }).click();
      await main().getByText('Nobody is banned.').waitFor();
      const dialog = await plan(main(), 'Ban a viewer', 'Write viewer ban', {
        'Viewer id': 'ann @home',
        Until: '2030-01-01T01:00',
      });
      await noViolation();
      await dialog.getByLabel(/^Viewer id/).fill('a/b');
      await alert()
        .getByText(/no slash/)
        .waitFor();
      await dialog.getByLabel(/^Viewer id/).fill('ann @home');
      await dialog.getByLabel(/^Until/).fill('2020-01-01T01:00');
      await alert().getByText('must be in the future').waitFor();
      expect(await bans()).toEqual([]);
      await dialog.getByLabel(/^Until/).fill('2030-01-01T01:00');
      await confirm(dialog, 'Ban a viewer');

      const card = main().getByRole('listitem').filter({ hasText: 'ann @home' });
      await card.getByText('local-developer').waitFor();
      await card.getByText('an exercise').waitFor();
      await card.getByText('Jan 1, 2030').waitFor();
      await noViolation();
      expect(await bans()).toMatchObject([
        {
          viewerId: 'ann @home',
          until: '2029-12-31T23:00:00.000Z',
          bannedBy: 'local-developer',
          reason: 'an exercise',
        },
      ]);
      const last = Date.parse('2029-12-31T23:00:00Z') / 1_000;
      const lift = await plan(card, 'Lift', 'liftViewerBan');
      await lift.getByText(`The session versions up to ${last} stay revoked.`).waitFor();
      await confirm(lift, 'Lift');
      await main()
        .getByText(/The ban is lifted\. Tokens of the viewer need the session version \d+/)
        .waitFor();
      await main().getByText('Nobody is banned.').waitFor();
      expect(await bans()).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'shows who asks for what until when, and approves it as a second person',
    async () => {
      const channel = await scene.channel('old-show');
      const job = await asked('DELETE', `/v1/channels/${channel.id}`);
      await goTo('jobs', 'Jobs');
      const jobs = main().getByRole('list', { name: 'Jobs' });
      await jobs.getByText('Provision channel').first().waitFor();
      await main().getByLabel('Awaits approval').check();
      await jobs.getByText('Delete channel waits for a second person').waitFor();
      expect(await jobs.getByText('Provision channel').count()).toBe(0);
      expect(watched.page.url()).toContain('awaitsApproval=true');
      await jobs.getByRole('link', { name: 'Start later' }).click();
      await main()
        .getByText(/^test asks for this work, which needs a second person by .+, in 23 h/)
        .waitFor();
      await main()
        .getByText(/^Delete channel on old-show begins once it is approved\.$/)
        .waitFor();
      await noViolation();
      expect(await isThere(channel.id)).toBe(true);
      await act('Approve', 'The work may begin.');
      await main().getByText('Approved by').waitFor();
      await main().getByText('local-developer').waitFor();
      await main().getByRole('link', { name: 'a job of its own' }).waitFor();
      await until('the work is done', async () => (await jobAt(job.id)).status === 'succeeded');
      expect(await isThere(channel.id)).toBe(false);
      expect(await jobAt(job.id)).toMatchObject({
        requestedBy: 'test',
        approval: { decision: 'approved', decidedBy: 'local-developer' },
      });
      await main().getByRole('button', { name: 'Approve' }).waitFor({ state: 'detached' });
    },
    PATIENCE_MS,
  );

  it(
    'rejects work, and tells its asker that another person has to decide',
    async () => {
      const channel = await scene.channel('good-show');
      const rejected = await asked('DELETE', `/v1/channels/${channel.id}`);
      await goTo(`jobs/${rejected.id}`, 'Start later');
      await act('Reject', 'The work is never begun.');
      await main().getByText('Cancelled by').waitFor();
      await main().getByText('Rejected by').waitFor();
      await main()
        .getByText(/good-show was not begun\.$/)
        .waitFor();
      expect(await jobAt(rejected.id)).toMatchObject({
        status: 'cancelled',
        cancel: { by: 'local-developer', reason: 'an exercise' },
      });

      await goTo(`channels/${channel.id}`, 'good-show');
      const dialog = await plan(main(), 'Delete channel', 'Delete channel');
      await dialog.getByText('A second person has to approve the work').waitFor();
      await noViolation();
      await confirm(dialog, 'Delete channel');
      const latest = watched.page.getByRole('region', { name: 'Latest job' });
      await latest.getByText('local-developer asks for this work').waitFor();
      await latest.getByRole('link', { name: 'Start later' }).click();
      await main().getByText('local-developer asks for this work').waitFor();
      for (const verb of ['Approve', 'Reject']) {
        await main().getByRole('button', { name: verb }).click();
        await alert().getByText('You have asked for this work yourself.').waitFor();
        const send = watched.page.getByRole('dialog').getByRole('button', { name: verb });
        expect(await send.isDisabled()).toBe(true);
        await watched.page.keyboard.press('Escape');
      }
      expect(await isThere(channel.id)).toBe(true);
    },
    PATIENCE_MS,
  );

  it(
    'shows which work begins when, moves it, and shows that a deletion can be taken back',
    async () => {
      const channel = await scene.channel('later-show');
      const job = await asked('DELETE', `/v1/channels/${channel.id}/stream?after=PT2H`);
      await goTo('jobs', 'Jobs');
      const jobs = main().getByRole('list', { name: 'Jobs' });
      await jobs.getByText(/^Stop stream begins in (?:2 h|1 h 59 min)$/).waitFor();
      await goTo(`jobs/${job.id}`, 'Start later');
      const work = main().getByText(/^Stop stream on later-show begins at /);
      await work.getByText(/, in (?:2 h|1 h \d+ min)\.$/).waitFor();
      const dialog = await plan(main(), 'Move', 'rescheduleJob');
      await dialog.getByLabel(/^Begins at/).fill('2020-01-01T01:00');
      await alert().getByText('must be in the future').waitFor();
      const local = dateAt(systemClock.now() + 3 * DAY_MS + AHEAD_MS)
        .toISOString()
        .slice(0, 16);
      await dialog.getByLabel(/^Begins at/).fill(local);
      await noViolation();
      await confirm(dialog, 'Move');
      await work.getByText(/in (?:3 d|2 d 23 h)\.$/).waitFor();
      const { scheduled } = await jobAt(job.id);
      expect(Date.parse(scheduled?.at ?? '')).toBe(Date.parse(`${local}Z`) - AHEAD_MS);
      await act('Cancel job', 'Stop scheduled work');
      await main()
        .getByText(/later-show was not begun\.$/)
        .waitFor();
      expect(await main().getByRole('button', { name: 'Move' }).count()).toBe(0);

      const undoable = await asked('DELETE', `/v1/channels/${channel.id}?undoWithin=P7D`);
      await goTo(`jobs/${undoable.id}`, 'Start later');
      await main().getByText('the channel is suspended once the work is approved').waitFor();
      await act('Approve', 'The work may begin.');
      await main()
        .getByText(/^Delete channel begins in /)
        .waitFor();
      await main().getByText('the channel is suspended until then').waitFor();
      await noViolation();
      expect(await jobAt(undoable.id)).toMatchObject({ scheduled: { undoable: true } });
    },
    PATIENCE_MS,
  );

  it(
    'filters the jobs by every workflow, each in words',
    async () => {
      await goTo('jobs', 'Jobs');
      const [first, ...words] = await main()
        .getByLabel('Workflow')
        .locator('option')
        .allTextContents();
      expect(first).toBe('any');
      expect(words).toHaveLength(Object.keys(workflows).length);
      for (const word of words) expect(word).toMatch(/^[A-Z][a-z]+(?: [a-z]+)+$/);
      expect(watched.faults).toEqual([]);
    },
    PATIENCE_MS,
  );
});
