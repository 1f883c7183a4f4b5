import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api, type Job } from '../api/client.ts';
import { linkTo } from '../router.ts';

// The names of channels. Streams and jobs name their channels by id only. Lists of channels bring
// names. A name is read for itself, once, only where few are shown: to read a channel that is gone
// is a call of IVS, and a list of old jobs would make thousands of them.

const AT_ONCE = 4;
const known = new Map<string, string>();
const wanted: string[] = [];
const listeners = new Set<() => void>();
let reading = 0;

/** Notes the names that a list has brought. */
export function noteName(channelId: string, name: string | undefined): void {
  if (name !== undefined) known.set(channelId, name);
}

async function readNext(): Promise<void> {
  const channelId = wanted.shift();
  if (channelId === undefined || reading >= AT_ONCE) {
    if (channelId !== undefined) wanted.unshift(channelId);
    return;
  }
  reading++;
  try {
    const params = { path: { channelId } };
    const { data } = await api().GET('/v1/channels/{channelId}', { params });
    known.set(channelId, data?.channel.name ?? '');
    for (const tell of listeners) tell();
  } catch (error) {
    // The id is shown instead of the name.
    console.warn(`The name of the channel ${channelId} cannot be read`, error);
  } finally {
    reading--;
    void readNext();
  }
}

/**
 * Returns the name of a channel; undefined while it is not known.
 * @param isRead whether to read the name if it is not known
 */
export function useName(channelId: string, isRead: boolean): string | undefined {
  const [name, setName] = useState(known.get(channelId));
  useEffect(() => {
    const tell = (): void => setName(known.get(channelId));
    listeners.add(tell);
    tell();
    if (isRead && !known.has(channelId) && !wanted.includes(channelId)) {
      wanted.push(channelId);
      void readNext();
    }
    return () => void listeners.delete(tell);
  }, [channelId, isRead]);
  return name;
}

/** Returns the id in an ARN. */
export const idIn = (arn: string | undefined): string => arn?.split('/')[1] ?? '';

interface NameProps {
  /** Whether to read the name if it is not known. */
  readonly isRead?: boolean;
}

/** The name of a channel, or its id, as a link to its page. */
export function ChannelLink({
  channelId,
  isRead = false,
}: NameProps & { channelId: string }): JSX.Element {
  const name = useName(channelId, isRead);
  return <a href={linkTo(['channels', channelId])}>{name || channelId}</a>;
}

/** The channel or the operation of a job as a link, or else the subject of the job. */
export function SubjectLink({
  job: { subject, channelArn },
  isRead = false,
}: NameProps & { job: Pick<Job, 'subject' | 'channelArn'> }): JSX.Element {
  const [kind = '', id = ''] = subject.split('/');
  if (kind === 'operation')
    return (
      <a class="mono" href={linkTo(['operations', id])}>
        {kind} {id}
      </a>
    );
  return channelArn !== undefined ? (
    <ChannelLink channelId={idIn(channelArn)} isRead={isRead} />
  ) : (
    <span class="mono">
      {kind} {id}
    </span>
  );
}
