import type { JSX } from 'preact';
import { ChannelLink, idIn } from '../parts/names.tsx';
import { linkTo } from '../router.ts';

interface Item {
  readonly channelArn: string | undefined;
  /** The job that is steered, if there is one. */
  readonly jobId: string | undefined;
}

/** A link to a channel of an operation, or to a job that it steers. */
export const ItemLink = ({ channelArn, jobId }: Item): JSX.Element =>
  jobId === undefined ? (
    <ChannelLink channelId={idIn(channelArn ?? '')} />
  ) : (
    <a class="mono" href={linkTo(['jobs', jobId])}>
      {jobId}
    </a>
  );
