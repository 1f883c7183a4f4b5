import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import type { Config } from '../config.ts';
import type { ViewerSession } from '../ivs/viewerSessions.ts';
import { appendChunks } from '../records/viewerSessionRevocations.ts';
import { invalidRequest, id, type ValidationIssue } from '../http/validation.ts';
import { jobAccepted, jobShown } from '../http/jobShape.ts';
import { jobView } from '../http/jobView.ts';
import { channelsMustBeManaged } from '../http/managedChannels.ts';
import { defineRoute } from '../http/route.ts';
import { withId, JOB_PROBLEMS, described } from '../http/schemas.ts';
import { performByJob } from '../http/jobMutation.ts';
import { secondsFor } from '../readModel/estimating.ts';
import { newSubject } from '../http/newSubject.ts';

const PAIRS_MAX = 10_000;
const VERSION_MAX = 2_147_483_647;
const version = z.int().check(z.minimum(0), z.maximum(VERSION_MAX));

const viewerSession = z.strictObject({
  channelArn: described('The ARN of the channel, in place of `channelId`.', z.optional(z.string())),
  channelId: described('The channel that the viewer watches.', z.optional(id)),
  viewerId: described(
    'The claim `aws:viewer-id` of the playback token.',
    z.string().check(z.minLength(1), z.maxLength(40)),
  ),
  viewerSessionVersionsLessThanOrEqualTo: described(
    'Sessions up to and including this `aws:viewer-session-version` are revoked; a token ' +
      'with a higher version still plays.',
    z.optional(version),
  ),
});

export const revocation = withId(
  'ViewerSessionRevocation',
  z.strictObject({
    viewerSessions: z.array(viewerSession).check(z.minLength(1), z.maxLength(PAIRS_MAX)),
    viewerSessionVersionsLessThanOrEqualTo: described(
      'The version for all pairs that do not name their own.',
      z.optional(version),
    ),
  }),
);

type Revocation = z.infer<typeof revocation>;
type Scene = Pick<Config, 'region' | 'accountId' | 'viewerSessionVersions'>;

/**
 * Returns the pairs as the job stores them: every channel by its ARN, every version stated.
 * @param now ms since the epoch; in seconds, it is the default version if the deployment's versions
 * are times of issue
 * @throws Problem `invalid-request`
 */
export function viewerSessionsOf(body: Revocation, config: Scene, now: number): ViewerSession[] {
  const issues: ValidationIssue[] = [];
  const forAll =
    body.viewerSessionVersionsLessThanOrEqualTo ??
    (config.viewerSessionVersions === 'epochSeconds' ? Math.floor(now / 1_000) : undefined);
  const ours = arnOf(config, 'channel', '');

  const sessions = body.viewerSessions.map(
    ({ channelArn, channelId, viewerId, viewerSessionVersionsLessThanOrEqualTo = forAll }, i) => {
      const field = `viewerSessions[${i}]`;
      if ((channelArn === undefined) === (channelId === undefined)) {
        issues.push({ field, rule: 'must name its channel by either channelId or channelArn' });
      } else if (
        channelArn !== undefined &&
        !(channelArn.startsWith(ours) && id.safeParse(channelArn.slice(ours.length)).success)
      ) {
        issues.push({
          field: `${field}.channelArn`,
          rule: `must be the ARN of a channel in this account and region: ${ours}…`,
        });
      }
      if (viewerSessionVersionsLessThanOrEqualTo === undefined) {
        issues.push({
          field: `${field}.viewerSessionVersionsLessThanOrEqualTo`,
          rule: 'is required, for the pair or for all pairs at once',
        });
      }
      return {
        channelArn: channelArn ?? `${ours}${channelId ?? ''}`,
        viewerId,
        viewerSessionVersionsLessThanOrEqualTo: viewerSessionVersionsLessThanOrEqualTo ?? 0,
      };
    },
  );
  if (issues.length > 0) throw invalidRequest(issues);
  return sessions;
}

/** The calls of one second: two batches of 20 pairs, and ten pairs one by one. */
const OF_A_SECOND = { batches: 2, pairs: 20, singles: 10 } as const;

/** Returns the calls that the revocation of so many pairs takes, and their time. */
async function foreseen(app: App, total: number): Promise<Record<string, unknown>> {
  const { batches, pairs, singles } = OF_A_SECOND;
  const seconds = Math.floor(total / (batches * pairs + singles));
  const rest = total - seconds * (batches * pairs + singles);
  const together = Math.min(rest, batches * pairs);
  const calls = {
    BatchStartViewerSessionRevocation: seconds * batches + Math.ceil(together / pairs),
    StartViewerSessionRevocation: seconds * singles + rest - together,
  };
  return { total, calls, etaSeconds: Math.ceil(await secondsFor(app, calls, false)) };
}

/** Revokes the sessions of viewers up to a version, all pairs at the pace of the quota. */
export const revokeViewers = defineRoute({
  key: 'POST /v1/viewer-session-revocations',
  scope: 'viewer-sessions:write',
  mutates: true,
  operations: ['StartViewerSessionRevocation', 'BatchStartViewerSessionRevocation'],
  starts: { on: 'viewerSessionRevocation', workflows: ['revokeViewers'] },
  name: 'revokeViewers',
  summary: 'Revoke viewer sessions',
  description:
    'Removes up to 10,000 viewers of private channels, at the pace that IVS allows (about 40 ' +
    'a second). Each pair names its channel by `channelId` or `channelArn`. Sessions up to ' +
    'and including the given version of the playback token are revoked.',
  answers: {
    200: {
      description:
        'All pairs have been processed. The results of the job give the outcome of each pair.',
      schema: jobShown,
    },
    202: jobAccepted,
  },
  problems: [...JOB_PROBLEMS, 'not-found'],
  example: {
    body: {
      viewerSessions: [
        {
          channelId: 'AbCdEf123456',
          viewerId: 'viewer-1',
          viewerSessionVersionsLessThanOrEqualTo: 7,
        },
      ],
    },
  },
  body: revocation,
  async answer(call) {
    const { app } = call;
    const sessions = viewerSessionsOf(call.body, app.config, call.arrivedAt);
    await channelsMustBeManaged(
      app,
      sessions.map(({ channelArn }) => channelArn),
    );
    const subject = await newSubject(call, 'viewerSessionRevocation');
    return performByJob(call, {
      workflow: 'revokeViewers',
      subject,
      input: { total: sessions.length },
      foreseen: () => foreseen(app, sessions.length),
      prepare: () => appendChunks(app.store, subject, sessions, app.clock.now()),
      done: (job) => ({ status: 200, body: { job: jobView(app, job) } }),
    });
  },
});
