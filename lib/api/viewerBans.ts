import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import { Problem } from '../errors.ts';
import { scrub } from '../log.ts';
import { digestOf } from '../random.ts';
import {
  liftViewerBan as lift,
  listViewerBans as readList,
  readAdmission,
  readLifts,
  readViewerBan,
  type ViewerBan,
} from '../records/viewerBans.ts';
import { cursorAt, notACursor, placeOf } from '../http/cursors.ts';
import { note, performOnce } from '../http/directMutation.ts';
import { jobAccepted, jobShape } from '../http/jobShape.ts';
import { jobView } from '../http/jobView.ts';
import { performByJob } from '../http/jobMutation.ts';
import { pageQuery } from '../http/pagination.ts';
import { REASON_LENGTH_MAX } from '../http/preferences.ts';
import { defineRoute } from '../http/route.ts';
import {
  described,
  instant,
  IVS_PROBLEMS,
  JOB_PROBLEMS,
  nextCursor,
  text,
  timeText,
  withId,
} from '../http/schemas.ts';
import { viewerId } from '../http/validation.ts';
import { mustBeRecorded } from './recordedChannel.ts';
import { endOf, letBanStand, UNTIL_MAX } from './newBan.ts';

const versions = described(
  'Sessions up to and including this `aws:viewer-session-version` are revoked at IVS. A token ' +
    'that is to play after the ban needs a higher one.',
  z.int(),
);

/** The shape that `banView` returns. */
const banShape = withId(
  'ViewerBan',
  z.object({
    channelArn: z.string(),
    viewerId: z.string(),
    bannedAt: instant,
    until: instant,
    bannedBy: z.string(),
    reason: text,
    jobId: z.string(),
    viewerSessionVersionsLessThanOrEqualTo: versions,
  }),
);

const banView = (
  { config }: Pick<App, 'config'>,
  channelId: string,
  { viewerId, bannedAt, until, by, reason, jobId, revokedUpTo }: ViewerBan,
): Record<string, unknown> => ({
  channelArn: arnOf(config, 'channel', channelId),
  viewerId,
  bannedAt: isoTime(bannedAt),
  until: isoTime(until),
  bannedBy: by,
  ...(reason !== undefined && { reason }),
  jobId,
  viewerSessionVersionsLessThanOrEqualTo: revokedUpTo,
});

const notBanned = (viewerId: string): Problem =>
  new Problem('not-found', `The viewer ${viewerId} is not banned from this channel.`);

/** Lists the bans of a channel that stand. */
export const listViewerBans = defineRoute({
  key: 'GET /v1/channels/{channelId}/viewer-bans',
  scope: 'viewer-sessions:read',
  name: 'listViewerBans',
  summary: 'List the viewers who are banned from a channel',
  description: 'Bans that have ended or were lifted are not listed.',
  answers: {
    200: {
      description: 'A page of bans.',
      schema: z.object({ viewerBans: z.array(banShape), nextCursor }),
    },
  },
  problems: [...IVS_PROBLEMS, 'not-found'],
  query: pageQuery,
  async answer({ app, parameters: { channelId }, query: { limit = 100, cursor } }) {
    const after = cursor === undefined ? undefined : placeOf('viewerBans', cursor);
    if (after !== undefined && !viewerId.safeParse(after).success) throw notACursor();
    const now = app.clock.now();
    const { bans, next } = await readList(app.store, channelId, { limit, after, now });
    if (after === undefined) await mustBeRecorded(app, channelId, bans);
    return {
      status: 200,
      body: {
        viewerBans: bans.map((ban) => banView(app, channelId, ban)),
        ...(next !== undefined && { nextCursor: cursorAt('viewerBans', next) }),
      },
    };
  },
});

/** Returns the ban of a viewer from the moment it is written. */
export const getViewerBan = defineRoute({
  key: 'GET /v1/channels/{channelId}/viewer-bans/{viewerId}',
  scope: 'viewer-sessions:read',
  name: 'getViewerBan',
  summary: 'Get the ban of a viewer',
  answers: {
    200: {
      description: 'The ban, with its end and its reason.',
      schema: z.object({ viewerBan: banShape }),
    },
  },
  problems: ['not-found'],
  async answer({ app, parameters: { channelId, viewerId } }) {
    const ban = await readViewerBan(app.store, channelId, viewerId, app.clock.now());
    if (!ban) throw notBanned(viewerId);
    return { status: 200, body: { viewerBan: banView(app, channelId, ban) } };
  },
});

/** Bans a viewer from a channel until a time. */
export const banViewer = defineRoute({
  key: 'POST /v1/channels/{channelId}/viewer-bans',
  scope: 'viewer-sessions:write',
  mutates: true,
  starts: { on: 'viewerBan', workflows: ['banViewer'] },
  name: 'banViewer',
  summary: 'Ban a viewer from a channel',
  description:
    "Revokes the viewer's sessions now and keeps the viewer out until the end of the ban: " +
    '`createPlaybackToken` refuses, and IVS refuses every token with an ' +
    '`aws:viewer-session-version` of up to the end in epoch seconds, whoever has signed it. A ' +
    'signer of yours must therefore put the time of issue in epoch seconds there; milliseconds ' +
    'would play on. A second ban of the same viewer takes the place of the first one. Viewers of ' +
    'a public channel have no sessions that could be revoked.',
  answers: {
    201: {
      description:
        'The viewer is out and stays out. `viewerBan` is absent if the ban has been lifted since.',
      schema: z.object({ viewerBan: z.optional(banShape), job: jobShape }),
    },
    202: jobAccepted,
  },
  problems: [...JOB_PROBLEMS, 'not-found'],
  example: { body: { viewerId: 'viewer-1', until: '2030-01-01T00:00:00Z', reason: 'spam' } },
  body: z.strictObject({
    viewerId: described('The claim `aws:viewer-id` of the playback token.', viewerId),
    until: described(
      `The end of the ban, with its offset or zone: ${UNTIL_MAX} at the latest.`,
      timeText,
    ),
    reason: described(
      'Your reason, in place of the header `X-Reason`.',
      z.optional(z.string().check(z.maxLength(REASON_LENGTH_MAX))),
    ),
  }),
  async answer(call) {
    const {
      app,
      arrivedAt,
      preferences,
      parameters: { channelId },
      body: { viewerId, until, reason },
    } = call;
    const said = reason ? { reason: scrub(reason) } : {};
    const lifts = await readLifts(app.store, channelId, viewerId);
    const answer = await performByJob(
      { ...call, preferences: { ...preferences, ...said } },
      {
        workflow: 'banViewer',
        // One job at a time bans the same viewer, and no other job of the channel is in its way.
        subject: `viewerBan/${digestOf(channelId, viewerId)}`,
        input: {
          channelArn: arnOf(app.config, 'channel', channelId),
          viewerId,
          until: endOf(until, arrivedAt),
          // A ban after a lift is not the work of the lifted one.
          ...(lifts !== undefined && { lifts }),
        },
        async done(job) {
          const ban = await readViewerBan(app.store, channelId, viewerId, app.clock.now());
          const path = `/v1/channels/${channelId}/viewer-bans/${encodeURIComponent(viewerId)}`;
          return {
            status: 201,
            headers: { location: path },
            body: {
              ...(ban && { viewerBan: banView(app, channelId, ban) }),
              job: jobView(app, job),
            },
          };
        },
      },
    );
    return letBanStand(app, answer);
  },
});

/** Lifts the ban of a viewer before its end. */
export const liftViewerBan = defineRoute({
  key: 'DELETE /v1/channels/{channelId}/viewer-bans/{viewerId}',
  scope: 'viewer-sessions:write',
  mutates: true,
  plain: true,
  name: 'liftViewerBan',
  summary: 'Lift the ban of a viewer before its end',
  description:
    'IVS cannot take a revocation back, so the versions up to the old end stay revoked. ' +
    '`createPlaybackToken` gives the viewer a version above them; a signer of yours must do the ' +
    'same.',
  answers: {
    200: {
      description: 'The ban is lifted.',
      schema: z.object({
        viewerSessionVersion: described(
          'The lowest `aws:viewer-session-version` that plays again.',
          z.int(),
        ),
      }),
    },
  },
  problems: ['not-found', 'idempotency-key-reused', 'request-under-way'],
  async answer(call) {
    const {
      app,
      parameters: { channelId, viewerId },
    } = call;
    const { store, clock } = app;
    const request = { channelId, viewerId };
    if (call.preferences.dryRun) {
      if (!(await readViewerBan(store, channelId, viewerId, clock.now())))
        throw notBanned(viewerId);
      return { status: 200, body: { dryRun: { operation: 'liftViewerBan', request } } };
    }
    return performOnce(call, {
      operation: 'liftViewerBan',
      async does({ uncertain }) {
        const word = await lift(app, channelId, viewerId, clock.now());
        if (word !== 'lifted' && !(word === 'already' && uncertain)) throw notBanned(viewerId);
        await note(call, 'liftViewerBan', request);
        const { version } = await readAdmission(store, channelId, viewerId, clock.now());
        return { status: 200, body: { viewerSessionVersion: version } };
      },
    });
  },
});
