import type { AttachmentKind } from '../attachments.ts';
import type { SentEvent } from '../bus.ts';
import {
  needing,
  type ActionContext,
  type AttachmentContext,
  type ChannelContext,
  type Result,
} from './context.ts';
import type { ChannelChange } from './inputs.ts';

/**
 * Each action here makes an event, which the engine publishes. Readers recognise a repeat by job id
 * and step: an announcement may be made again, always with the same two.
 */
const announced = (...event: SentEvent): Promise<Result<'announced'>> =>
  Promise.resolve({ outcome: 'announced', event });

export const announceChannelDeleted = ({
  jobId,
  step,
  channelArn,
}: ChannelContext): Promise<Result<'announced'>> =>
  announced('Channel Deleted', { jobId, step, channelArn }, [channelArn]);

/**
 * Announces a change of a channel by the names of the fields. Readers get the values from the
 * channel.
 */
export const announceChannelUpdated = ({
  jobId,
  step,
  channelArn,
  input,
}: ChannelContext<ChannelChange>): Promise<Result<'announced'>> =>
  announced(
    'Channel Updated',
    { jobId, step, channelArn, fields: Object.keys(input.channel).toSorted() },
    [channelArn],
  );

/**
 * Announces that a channel is dark and stays dark, with the time from the acceptance of the request
 * until the last stream was off.
 */
export const announceChannelSuspended = needing(
  ['timeToDarkMs'],
  ({ jobId, step, channelArn }: ChannelContext, { timeToDarkMs }): Promise<Result<'announced'>> =>
    announced('Channel Suspended', { jobId, step, channelArn, timeToDarkMs }, [channelArn]),
);

export const announceChannelResumed = needing(
  ['newStreamKeyArn'],
  (
    { jobId, step, channelArn }: ChannelContext,
    { newStreamKeyArn: streamKeyArn },
  ): Promise<Result<'announced'>> =>
    announced('Channel Resumed', { jobId, step, channelArn, streamKeyArn }, [channelArn]),
);

/** Announces the old and the new stream key by ARN. The value never goes on a bus. */
export const announceStreamKeyRotated = needing(
  ['newStreamKeyArn'],
  async (
    { jobId, step, channelArn, memory }: ChannelContext,
    { newStreamKeyArn: streamKeyArn },
  ): Promise<Result<'announced'>> => {
    const previous = memory.streamKeyArn && { previousStreamKeyArn: memory.streamKeyArn };
    const detail = { jobId, step, channelArn, streamKeyArn, ...previous };
    return {
      ...(await announced('Stream Key Rotated', detail, [channelArn])),
      ...(memory.newStreamKeyUntold && { memory: { newStreamKeyUntold: false } }),
    };
  },
);

/** Announces that a channel has no stream key any more, and that this is on purpose. */
export const announceStreamKeyDeleted = needing(
  ['streamKeyArn'],
  ({ jobId, step, channelArn }: ChannelContext, { streamKeyArn }): Promise<Result<'announced'>> =>
    announced('Stream Key Deleted', { jobId, step, channelArn, streamKeyArn }, [channelArn]),
);

type Told = (about: { jobId: string; step: string }, arn: string) => SentEvent;

const DELETED: Readonly<Record<AttachmentKind, Told>> = {
  recordingConfiguration: (about, arn) => [
    'Recording Configuration Deleted',
    { ...about, recordingConfigurationArn: arn },
    [arn],
  ],
  playbackRestrictionPolicy: (about, arn) => [
    'Playback Restriction Policy Deleted',
    { ...about, playbackRestrictionPolicyArn: arn },
    [arn],
  ],
  adConfiguration: (about, arn) => [
    'Ad Configuration Deleted',
    { ...about, adConfigurationArn: arn },
    [arn],
  ],
};

/** Says of a resource that channels could refer to that it is gone. */
export const announceAttachmentDeleted = ({
  jobId,
  step,
  attachmentKind,
  attachmentArn,
}: AttachmentContext): Promise<Result<'announced'>> =>
  announced(...DELETED[attachmentKind]({ jobId, step }, attachmentArn));

/** Announces that a recording configuration can be attached. */
export const announceRecordingConfigurationCreated = needing(
  ['recordingConfigurationArn'],
  ({ jobId, step }: ActionContext, { recordingConfigurationArn }): Promise<Result<'announced'>> =>
    announced('Recording Configuration Created', { jobId, step, recordingConfigurationArn }, [
      recordingConfigurationArn,
    ]),
);

export const announceViewersRevoked = ({
  jobId,
  step,
  memory,
}: ActionContext): Promise<Result<'announced'>> => {
  const { total = 0, done = 0, failed = 0 } = memory;
  return announced('Viewers Revoked', { jobId, step, total, revoked: done - failed, failed });
};
