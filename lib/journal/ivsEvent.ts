import * as z from 'zod/mini';
import { isoTime, msOf } from '../clock.ts';
import type { Config } from '../config.ts';
import { keptDetail, OF_ACCOUNT, type Happening } from './entry.ts';
import { recordingNameOf } from './recordings.ts';

/** The detail-types of low-latency channels (IVS user guide, "Using Amazon EventBridge"). */
export const IVS_TYPES = [
  'IVS Stream State Change',
  'IVS Stream Health Change',
  'IVS Limit Breach',
  'IVS Recording State Change',
  'IVS Ad Break State Change',
] as const;

const text = z.string().check(z.minLength(1));

/**
 * The members of an event of IVS that the journal needs. The detail is kept as it is, with members
 * and names of events that nobody has documented yet.
 */
export const ivsEvent = z.object({
  id: text,
  source: z.literal('aws.ivs'),
  'detail-type': z.enum(IVS_TYPES),
  account: z.string(),
  region: z.string(),
  time: z.string(),
  resources: z.array(z.string()),
  detail: z.record(z.string(), z.unknown()),
});
export type IvsEvent = z.infer<typeof ivsEvent>;

/** Returns the name of an event, such as `Stream End`; each type has it in another member. */
export function nameOf({
  'detail-type': type,
  detail,
}: Pick<IvsEvent, 'detail-type' | 'detail'>): string {
  const named = {
    'IVS Stream State Change': detail.event_name,
    'IVS Stream Health Change': detail.event_name,
    'IVS Limit Breach': detail.limit_name ?? detail.limit,
    'IVS Recording State Change': detail.recording_status,
    'IVS Ad Break State Change': detail.event_name,
  }[type];
  return typeof named === 'string' ? named : '';
}

/** Returns the stream that an event is about; undefined when it names none. */
export const streamIdOf = ({ detail }: Pick<IvsEvent, 'detail'>): string | undefined =>
  typeof detail.stream_id === 'string' && detail.stream_id !== '' ? detail.stream_id : undefined;

/**
 * Returns the channel of an event: its id; `OF_ACCOUNT` for an event that names no channel, such as
 * a breach of an account's limit; undefined when another account or region has it.
 */
export function channelOf(
  { region, accountId }: Pick<Config, 'region' | 'accountId'>,
  event: Pick<IvsEvent, 'account' | 'region' | 'resources'>,
): string | undefined {
  if (event.account !== accountId || event.region !== region) return undefined;
  const [first] = event.resources;
  if (first === undefined) return OF_ACCOUNT;
  // IVS's own samples have blanks around an ARN, and another region in it. The account decides.
  const [, account, id] =
    /^arn:aws[\w-]*:ivs:[^:]*:(\d*):channel\/([\w-]{1,64})$/.exec(first.trim()) ?? [];
  return id === undefined || account !== accountId ? undefined : id;
}

/** Returns the list of a stream's events, or of a channel's recordings, that has an entry. */
function listedOf(event: IvsEvent, channelId: string, at: number): Happening['listed'] {
  if (event['detail-type'] === 'IVS Recording State Change') {
    const { minute, name } = recordingNameOf(event.detail, at);
    return { partition: `recordings/${channelId}`, place: `${minute}#${name}#${event.id}` };
  }
  const isOfStream =
    streamIdOf(event) !== undefined && event['detail-type'] !== 'IVS Ad Break State Change';
  return isOfStream
    ? { partition: `sessions/${channelId}`, place: `${isoTime(at)}#${event.id}` }
    : undefined;
}

/** Returns the happening that an event reports about a channel. */
export function happeningOf(event: IvsEvent, channelId: string, receivedAt: number): Happening {
  const at = msOf(event.time) ?? receivedAt;
  const listed = channelId === OF_ACCOUNT ? undefined : listedOf(event, channelId, at);
  return {
    journal: channelId,
    id: event.id,
    type: event['detail-type'],
    at,
    receivedAt,
    source: event.source,
    detail: keptDetail(event.detail),
    ...(listed && { listed }),
  };
}
