import type { AttachmentKind } from '../attachments.ts';
import type { Bus } from '../bus.ts';
import {
  needing,
  type ActionContext,
  type AttachmentContext,
  type ChannelContext,
  type Result,
} from './context.ts';
import type { ChannelChange } from './inputs.ts';

/**
 * Readers recognise a repeat by job id and step: an announcement may be made again, always with the
 * same two.
 */
const announced = async (publishing: Promise<void>): Promise<Result<'announced'>> => {
  await publishing;
  return { outcome: 'announced' };
};

export const announceChannelDeleted = ({
  bus,
  jobId,
  step,
  channelArn,
}: ChannelContext): Promise<Result<'announced'>> =>
  announced(bus.publish('Channel Deleted', { jobId, step, channelArn }, [channelArn]));

/**
 * Announces a change of a channel by the names of the fields. Readers get the values from the
 * channel.
 */
export const announceChannelUpdated = ({
  bus,
  jobId,
  step,
  channelArn,
  input,
}: ChannelContext<ChannelChange>): Promise<Result<'announced'>> =>
  announced(
    bus.publish(
      'Channel Updated',
      { jobId, step, channelArn, fields: Object.keys(input.channel).toSorted() },
      [channelArn],
    ),
  );

/**
 * Announces that a channel is dark and stays dark, with the time from the acceptance of the request
 * until the last stream was off.
 */
export const announceChannelSuspended = needing(
  ['timeToDarkMs'],
  (
    { bus, jobId, step, channelArn }: ChannelContext,
    { timeToDarkMs },
  ): Promise<Result<'announced'>> =>
    announced(
      bus.publish('Channel Suspended', { jobId, step, channelArn, timeToDarkMs }, [channelArn]),
    ),
);

export const announceChannelResumed = needing(
  ['newStreamKeyArn'],
  (
    { bus, jobId, step, channelArn }: ChannelContext,
    { newStreamKeyArn: streamKeyArn },
  ): Promise<Result<'announced'>> =>
    announced(
      bus.publish('Channel Resumed', { jobId, step, channelArn, streamKeyArn }, [channelArn]),
    ),
);

/** Announces the old and the new stream key by ARN. The value never goes on a bus. */
export const announceStreamKeyRotated = needing(
  ['newStreamKeyArn'],
  (
    { bus, jobId, step, channelArn, memory }: ChannelContext,
    { newStreamKeyArn: streamKeyArn },
  ): Promise<Result<'announced'>> => {
    const previous = memory.streamKeyArn && { previousStreamKeyArn: memory.streamKeyArn };
    const detail = { jobId, step, channelArn, streamKeyArn, ...previous };
    return announced(bus.publish('Stream Key Rotated', detail, [channelArn]));
  },
);

type Told = (bus: Bus, about: { jobId: string; step: string }, arn: string) => Promise<void>;

const DELETED: Readonly<Record<AttachmentKind, Told>> = {
  recordingConfiguration: (bus, about, arn) =>
    bus.publish('Recording Configuration Deleted', { ...about, recordingConfigurationArn: arn }, [
      arn,
    ]),
  playbackRestrictionPolicy: (bus, about, arn) =>
    bus.publish(
      'Playback Restriction Policy Deleted',
      { ...about, playbackRestrictionPolicyArn: arn },
      [arn],
    ),
  adConfiguration: (bus, about, arn) =>
    bus.publish('Ad Configuration Deleted', { ...about, adConfigurationArn: arn }, [arn]),
};

/** Says of a resource that channels could refer to that it is gone. */
export const announceAttachmentDeleted = ({
  bus,
  jobId,
  step,
  attachmentKind,
  attachmentArn,
}: AttachmentContext): Promise<Result<'announced'>> =>
  announced(DELETED[attachmentKind](bus, { jobId, step }, attachmentArn));

/** Announces that a recording configuration can be attached. */
export const announceRecordingConfigurationCreated = needing(
  ['recordingConfigurationArn'],
  (
    { bus, jobId, step }: ActionContext,
    { recordingConfigurationArn },
  ): Promise<Result<'announced'>> =>
    announced(
      bus.publish('Recording Configuration Created', { jobId, step, recordingConfigurationArn }, [
        recordingConfigurationArn,
      ]),
    ),
);

export const announceViewersRevoked = ({
  bus,
  jobId,
  step,
  memory,
}: ActionContext): Promise<Result<'announced'>> => {
  const { total = 0, done = 0, failed = 0 } = memory;
  return announced(
    bus.publish('Viewers Revoked', { jobId, step, total, revoked: done - failed, failed }),
  );
};
