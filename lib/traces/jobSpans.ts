import { createHash } from 'node:crypto';
import { SpanKind, SpanStatusCode, TraceFlags, type Attributes } from '@opentelemetry/api';
import type { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { Config } from '../config.ts';
import type { EndedJob, TimelineEntry } from '../jobs/job.ts';

// Spans of OpenTelemetry, made of what a job has written down. A job may wait for days, in many
// processes, so no process could hold its spans open.

/** A span as the serializer takes it. */
export type Span = Parameters<typeof JsonTraceSerializer.serializeRequest>[0][number];

/** The context of a span: its trace, and the span around it, if there is one. */
interface Context {
  readonly traceId: string;
  readonly parentSpanId?: string | undefined;
  /** The span around it is that of another job, or of a caller. */
  readonly isRemote: boolean;
}

/** Returns an id of so many bytes that is the same each time, so that a span sent twice is one. */
const idOf = (bytes: number, ...parts: readonly unknown[]): string =>
  createHash('sha256')
    .update(JSON.stringify(parts))
    .digest('hex')
    .slice(0, 2 * bytes);

const spanIdOf = (jobId: string): string => idOf(8, 'job', jobId);

/** The parts of a `traceparent` (W3C Trace Context, 3.2), which was checked when it came in. */
function partsOf(traceparent: string): {
  traceId: string;
  parentSpanId: string;
  isSampled: boolean;
} {
  const [, traceId = '', parentSpanId = '', flags = '00'] = traceparent.split('-');
  return { traceId, parentSpanId, isSampled: (parseInt(flags, 16) & TraceFlags.SAMPLED) !== 0 };
}

/**
 * Returns the context of a job. Jobs of one cause share a trace: that of the caller, or one of
 * their own, whose id follows from the cause and the deployment.
 */
function contextOf(
  { id, traceparent, parent, causedBy = parent?.jobId ?? id }: EndedJob,
  { stage, region, accountId }: Config,
): Context {
  const caller = traceparent === undefined ? undefined : partsOf(traceparent);
  return {
    traceId: caller?.traceId ?? idOf(16, 'trace', accountId, region, stage, causedBy),
    parentSpanId: parent ? spanIdOf(parent.jobId) : caller?.parentSpanId,
    isRemote: true,
  };
}

/** Returns a time as OpenTelemetry has it: seconds since the epoch, and nanoseconds. */
function timeOf(ms: number): [seconds: number, nanoseconds: number] {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - 1_000 * seconds) * 1_000_000)];
}

const SCOPE = { name: 'channelkeeper' };

type SpanParts = Pick<Span, 'name' | 'kind' | 'status' | 'resource'> & {
  readonly spanId: string;
  readonly context: Context;
  readonly beganAt: number;
  readonly endedAt: number;
  /** Attributes without a value are left out. */
  readonly attributes: Readonly<Record<string, Attributes[string]>>;
};

function spanOf({ spanId, context, beganAt, endedAt, attributes, ...parts }: SpanParts): Span {
  const { traceId, parentSpanId, isRemote } = context;
  const contextAt = (id: string) => ({ traceId, spanId: id, traceFlags: TraceFlags.SAMPLED });
  return {
    ...parts,
    spanContext: () => contextAt(spanId),
    ...(parentSpanId !== undefined && {
      parentSpanContext: { ...contextAt(parentSpanId), isRemote },
    }),
    startTime: timeOf(beganAt),
    endTime: timeOf(endedAt),
    duration: timeOf(endedAt - beganAt),
    ended: true,
    attributes: Object.fromEntries(
      Object.entries(attributes).filter(([, value]) => value !== undefined),
    ),
    links: [],
    events: [],
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

const failed = (message: string): Span['status'] => ({ code: SpanStatusCode.ERROR, message });
const UNSET: Span['status'] = { code: SpanStatusCode.UNSET };

/** The outcomes of an attempt that did not do the work of its step. */
const FAILED: readonly string[] = ['refused', 'retry', 'throttled'];
/** The outcomes of a wait, whose entry is written at its end. */
const WAITED: readonly string[] = ['signalled', 'timeUp'];

/**
 * Returns the times of an entry within its job. Repeats of a step are one entry, with the duration
 * of the first attempt and the beginning of the last one.
 */
function timesOf(
  { at, outcome, durationMs = 0, lastAt }: TimelineEntry,
  { createdAt, finishedAt }: EndedJob,
): Pick<SpanParts, 'beganAt' | 'endedAt'> {
  const beganAt = WAITED.includes(outcome) ? at - durationMs : at;
  const within = (ms: number): number => Math.min(Math.max(ms, createdAt), finishedAt);
  return { beganAt: within(beganAt), endedAt: within(lastAt ?? beganAt + durationMs) };
}

/** Returns the span of a step. */
function spanOfStep(
  job: EndedJob,
  index: number,
  entry: TimelineEntry,
  where: Pick<SpanParts, 'context' | 'resource'>,
): Span {
  const { at, step, outcome, operations, requestId, error, count } = entry;
  const isFailed = FAILED.includes(outcome);
  return spanOf({
    ...where,
    ...timesOf(entry, job),
    name: step,
    kind: operations ? SpanKind.CLIENT : SpanKind.INTERNAL,
    status: isFailed ? failed(error ?? outcome) : UNSET,
    spanId: idOf(8, 'step', job.id, index, at, step),
    attributes: {
      'channelkeeper.step.outcome': outcome,
      'channelkeeper.step.attempts': count,
      'channelkeeper.step.operations': operations,
      'rpc.system.name': operations && 'aws-api',
      'aws.request_id': requestId,
      'error.type': isFailed ? error : undefined,
    },
  });
}

/**
 * Returns the spans of a job that has ended: one of the job, and one of each step in its timeline.
 * They hold names and ids alone. There are none if the caller does not record its trace.
 */
export function spansOf(job: EndedJob, config: Config): Span[] {
  const { stage, region, accountId } = config;
  if (job.traceparent !== undefined && !partsOf(job.traceparent).isSampled) return [];
  const resource = resourceFromAttributes({
    'service.name': 'channelkeeper',
    'deployment.environment.name': stage,
    'cloud.provider': 'aws',
    'cloud.region': region,
    'cloud.account.id': accountId,
  });
  const context = contextOf(job, config);
  const spanId = spanIdOf(job.id);
  const within = { traceId: context.traceId, parentSpanId: spanId, isRemote: false };
  return [
    spanOf({
      name: job.workflow,
      kind: SpanKind.INTERNAL,
      status: job.status === 'failed' ? failed(job.error?.name ?? job.ending) : UNSET,
      resource,
      spanId,
      context,
      beganAt: job.createdAt,
      endedAt: job.finishedAt,
      attributes: {
        'channelkeeper.job.id': job.id,
        'channelkeeper.job.subject': job.subject,
        'channelkeeper.job.ending': job.ending,
        'channelkeeper.job.left': job.left,
        'channelkeeper.job.caused_by': job.causedBy,
        'channelkeeper.job.redrive_of': job.redriveOf,
        'channelkeeper.job.superseded_by': job.supersededBy,
        'channelkeeper.job.steps_left_out': job.timelineDropped || undefined,
        'error.type': job.status === 'failed' ? job.error?.name : undefined,
      },
    }),
    ...job.timeline.map((entry, index) =>
      spanOfStep(job, index, entry, { context: within, resource }),
    ),
  ];
}
