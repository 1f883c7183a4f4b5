import { createHash } from 'node:crypto';
import { SpanKind, SpanStatusCode, TraceFlags, type Attributes } from '@opentelemetry/api';
import type { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { Config } from '../config.ts';
import type { EndedJob, TimelineEntry } from '../jobs/job.ts';

// Spans of OpenTelemetry, made of what a job has written down. A job may wait for days, in many
// processes, so no process could hold its spans open.

/** A span as the exporter takes it. */
export type Span = Parameters<OTLPTraceExporter['export']>[0][number];

/** The context of a span: its trace, and the span around it, if there is one. */
interface Context {
  readonly traceId: string;
  readonly parentSpanId?: string | undefined;
}

/** Returns an id of so many bytes that is the same each time, so that a span sent twice is one. */
const idOf = (bytes: number, ...parts: readonly unknown[]): string =>
  createHash('sha256')
    .update(JSON.stringify(parts))
    .digest('hex')
    .slice(0, 2 * bytes);

const traceIdOf = (cause: string): string => idOf(16, 'trace', cause);
const spanIdOf = (jobId: string): string => idOf(8, 'job', jobId);

/** The parts of a `traceparent` (W3C Trace Context, 3.2), which was checked when it came in. */
function partsOf(traceparent: string): Context & { isSampled: boolean } {
  const [, traceId = '', parentSpanId = '', flags = '00'] = traceparent.split('-');
  return { traceId, parentSpanId, isSampled: (parseInt(flags, 16) & TraceFlags.SAMPLED) !== 0 };
}

/**
 * Returns the context of a job. Jobs of one cause share a trace: that of the caller, or one of
 * their own.
 */
function contextOf({ id, causedBy = id, traceparent, parent }: EndedJob): Context {
  const caller = traceparent === undefined ? undefined : partsOf(traceparent);
  return {
    traceId: caller?.traceId ?? traceIdOf(causedBy),
    parentSpanId: parent ? spanIdOf(parent.jobId) : caller?.parentSpanId,
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
  const { traceId, parentSpanId } = context;
  const contextAt = (id: string) => ({ traceId, spanId: id, traceFlags: TraceFlags.SAMPLED });
  return {
    ...parts,
    spanContext: () => contextAt(spanId),
    ...(parentSpanId !== undefined && { parentSpanContext: contextAt(parentSpanId) }),
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

/** Returns the span of a step. Repeats of the step stand in one entry, and are one span. */
function spanOfStep(
  entry: TimelineEntry,
  {
    jobId,
    index,
    ...where
  }: Pick<SpanParts, 'context' | 'resource'> & {
    readonly jobId: string;
    readonly index: number;
  },
): Span {
  const { at, step, outcome, operations, durationMs = 0, requestId, error, count, lastAt } = entry;
  return spanOf({
    ...where,
    name: step,
    kind: operations ? SpanKind.CLIENT : SpanKind.INTERNAL,
    status: outcome === 'refused' ? failed(error ?? outcome) : UNSET,
    spanId: idOf(8, 'step', jobId, index, at, step),
    beganAt: at,
    endedAt: (lastAt ?? at) + durationMs,
    attributes: {
      'channelkeeper.step.outcome': outcome,
      'channelkeeper.step.attempts': count,
      // The names of the semantic conventions for calls of AWS.
      'rpc.system': operations && 'aws-api',
      'rpc.service': operations && 'IVS',
      'rpc.method': operations?.join(','),
      'aws.request_id': requestId,
      'error.type': error,
    },
  });
}

/**
 * Returns the spans of a job that has ended: one of the job, and one of each step in its timeline.
 * They hold names and ids alone. There are none if the caller does not record its trace.
 */
export function spansOf(job: EndedJob, { stage, region, accountId }: Config): Span[] {
  if (job.traceparent !== undefined && !partsOf(job.traceparent).isSampled) return [];
  const resource = resourceFromAttributes({
    'service.name': 'channelkeeper',
    'deployment.environment.name': stage,
    'cloud.provider': 'aws',
    'cloud.region': region,
    'cloud.account.id': accountId,
  });
  const context = contextOf(job);
  const spanId = spanIdOf(job.id);
  const within = { traceId: context.traceId, parentSpanId: spanId };
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
        'error.type': job.error?.name,
      },
    }),
    ...job.timeline.map((entry, index) =>
      spanOfStep(entry, { jobId: job.id, index, context: within, resource }),
    ),
  ];
}
