import { idOfArn, isRecord } from './text.ts';

export type Row = Readonly<Record<string, unknown>>;

/** The columns of lists whose items have more members than a line can show. */
export const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  channels: ['id', 'name', 'type', 'latencyMode', 'authorized', 'tags'],
  jobs: ['id', 'workflow', 'subject', 'status', 'step', 'updatedAt', 'left', 'error'],
  // The events that a deployment sends, or the journal of a channel.
  events: ['detailType', 'description', 'at', 'type', 'event', 'requestedBy', 'reason', 'jobId'],
  entries: ['at', 'channelId', 'type', 'event', 'requestedBy', 'reason', 'jobId'],
  recordings: [
    'id',
    'state',
    'startedAt',
    'durationSeconds',
    'streams',
    'failureReason',
    'bucketName',
    'prefix',
  ],
  reactions: ['name', 'mode', 'starts', 'repeated', 'atMost', 'channels', 'acts', 'updatedBy'],
  decisions: ['at', 'decision', 'channelId', 'eventType', 'depth', 'eventId'],
};

/** The members of a detail that say what happened; an event has one of them. */
const NAMES = [
  'event_name',
  'limit_name',
  'limit',
  'recording_status',
  'workflow',
  'operation',
] as const;

const json = (value: unknown): string | undefined =>
  value === undefined ? undefined : JSON.stringify(value);

/** The cells that the columns of some lists have beside the members of their items. */
const CELLS: Readonly<Record<string, (row: Row) => Row>> = {
  events: entryCells,
  entries: entryCells,
  recordings: ({ streamIds }) => ({ streams: Array.isArray(streamIds) ? streamIds.length : '' }),
  reactions: ({ when, then }) => ({
    starts: isRecord(then) ? then.workflow : '',
    ...(isRecord(when) && {
      repeated: when.repeated,
      channels: json(when.selection),
      acts: actsWhen(when),
    }),
  }),
};

/** Tells when a reaction acts: an event pattern, or a time in words. */
function actsWhen({ pattern, streamLiveFor, everyWhileLive }: Row): unknown {
  if (typeof streamLiveFor === 'string') return `after ${streamLiveFor} live`;
  if (typeof everyWhileLive === 'string') return `every ${everyWhileLive} while live`;
  return json(pattern);
}

/** An entry of the journal in few words. Its whole detail is in the answer as JSON. */
function entryCells({ detail }: Row): Row {
  if (!isRecord(detail)) return {};
  return { event: NAMES.map((name) => detail[name]).find(Boolean), jobId: detail.jobId };
}

/** Returns the cells of a row. The ARN of a resource becomes the id that commands take. */
export function cellsOf(member: string, row: unknown): Row {
  if (!isRecord(row)) return { value: row };
  const { arn, ...rest } = row;
  const cells = typeof arn === 'string' ? { id: idOfArn(arn), ...rest } : rest;
  return { ...cells, ...CELLS[member]?.(row) };
}
