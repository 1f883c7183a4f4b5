import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { isoTime, msOf } from '../clock.ts';
import { AUDIT, keptDetail, OF_ACCOUNT, type Happening } from '../journal/entry.ts';
import { record } from '../journal/journal.ts';
import type { Job } from '../jobs/job.ts';
import { findJob } from '../jobs/queries.ts';
import { publishMetrics } from '../metrics.ts';
import { eventIdOf } from './eventId.ts';
import { metricsOf } from './eventMetrics.ts';
import { noteKeyState } from './noteKeyState.ts';

const text = z.string().check(z.minLength(1));

/** The members of an event of ours that the journal needs. */
export const sentEvent = z.object({
  id: text,
  source: z.literal('channelkeeper'),
  'detail-type': text,
  time: z.string(),
  resources: z.array(z.string()),
  detail: z.record(z.string(), z.unknown()),
});

/** Returns the channel that an event of ours is about, else `OF_ACCOUNT`. */
function journalOf({ resources, detail }: z.infer<typeof sentEvent>, job: Job | undefined): string {
  const named = [...resources, detail.channelArn, detail.subject, job?.memory.channelArn].filter(
    (name) => typeof name === 'string',
  );
  for (const name of named) {
    const [, id] = /(?:^|:)channel\/([\w-]{1,64})$/.exec(name) ?? [];
    if (id !== undefined) return id;
  }
  return OF_ACCOUNT;
}

/**
 * Records an event of ours in the journal of its channel. The end of a job is part of the audit
 * trail: it says who asked for what and why, and which steps were taken.
 */
export async function recordSentEvent(app: App, event: z.infer<typeof sentEvent>): Promise<void> {
  const { store, clock, config } = app;
  const { source, 'detail-type': type, time, detail } = event;
  const id = eventIdOf(event);
  const at = msOf(time) ?? clock.now();
  const isJob = type.startsWith('Job ') && typeof detail.jobId === 'string';
  const job = isJob ? await findJob(app, String(detail.jobId)) : undefined;
  const channelId = journalOf(event, job);
  if (channelId !== OF_ACCOUNT) await noteKeyState(app, { channelId, type, at, detail, job });
  const happening = {
    journal: channelId,
    id,
    type,
    at,
    receivedAt: clock.now(),
    source,
    ...(isJob ? audited(id, at, detail, job) : { detail: keptDetail(detail) }),
  };
  if (await record(store, happening, config.keepEventsDays))
    publishMetrics(app, metricsOf({ type, detail, job, receivedAt: happening.receivedAt }));
}

/** Returns what the end of a job says in the audit trail. */
function audited(
  id: string,
  at: number,
  detail: Readonly<Record<string, unknown>>,
  job: Job | undefined,
): Pick<Happening, 'detail' | 'by' | 'reason' | 'listed'> {
  const { requestedBy, reason } = detail;
  const steps = job?.timeline.map(({ at: taken, step, outcome }) => ({
    at: isoTime(taken),
    step,
    outcome,
  }));
  return {
    detail: keptDetail({
      ...detail,
      ...(job && { acceptedAt: isoTime(job.createdAt), steps }),
    }),
    ...(typeof requestedBy === 'string' && { by: requestedBy }),
    ...(typeof reason === 'string' && { reason }),
    listed: { partition: AUDIT, place: `${isoTime(at)}#${id}` },
  };
}
