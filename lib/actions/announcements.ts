import type { ActionContext, Result } from './context.ts';

/**
 * Readers tell repeats by job id and step: an announcement may be made again, always with the same
 * two.
 */
const said = async (publishing: Promise<void>): Promise<Result<'announced'>> => {
  await publishing;
  return { outcome: 'announced' };
};

export const announceChannelDeleted = ({
  bus,
  jobId,
  step,
  channelArn,
}: ActionContext): Promise<Result<'announced'>> =>
  said(bus.publish('Channel Deleted', { jobId, step, channelArn }, [channelArn]));

/** Says what was changed, by the names of the fields: their values are read from the channel. */
export const announceChannelUpdated = ({
  bus,
  jobId,
  step,
  channelArn,
  input,
}: ActionContext): Promise<Result<'announced'>> =>
  said(
    bus.publish(
      'Channel Updated',
      { jobId, step, channelArn, fields: Object.keys(input.channel ?? {}).toSorted() },
      [channelArn],
    ),
  );

/**
 * Says that the channel is dark and stays so, and how long after the request was accepted nothing
 * was on any more.
 */
export const announceChannelSuspended = ({
  bus,
  jobId,
  step,
  channelArn,
  memory,
}: ActionContext): Promise<Result<'announced'>> =>
  said(
    bus.publish(
      'Channel Suspended',
      { jobId, step, channelArn, timeToDarkMs: memory.timeToDarkMs ?? 0 },
      [channelArn],
    ),
  );

export const announceChannelResumed = ({
  bus,
  jobId,
  step,
  channelArn,
  memory,
}: ActionContext): Promise<Result<'announced'>> =>
  said(
    bus.publish(
      'Channel Resumed',
      { jobId, step, channelArn, streamKeyArn: memory.newStreamKeyArn ?? '' },
      [channelArn],
    ),
  );

/** Says which key is gone and which is there, by ARN: the value never goes on a bus. */
export const announceStreamKeyRotated = ({
  bus,
  jobId,
  step,
  channelArn,
  memory,
}: ActionContext): Promise<Result<'announced'>> =>
  said(
    bus.publish(
      'Stream Key Rotated',
      {
        jobId,
        step,
        channelArn,
        streamKeyArn: memory.newStreamKeyArn ?? '',
        ...(memory.streamKeyArn && { previousStreamKeyArn: memory.streamKeyArn }),
      },
      [channelArn],
    ),
  );

/**
 * Says of a recording configuration, a playback restriction policy or an ad configuration that it
 * is gone.
 */
export const announceAttachmentDeleted = ({
  bus,
  jobId,
  step,
  subject,
  attachmentArn: arn,
}: ActionContext): Promise<Result<'announced'>> => {
  const about = { jobId, step };
  if (subject.startsWith('recordingConfiguration/'))
    return said(
      bus.publish('Recording Configuration Deleted', { ...about, recordingConfigurationArn: arn }, [
        arn,
      ]),
    );
  if (subject.startsWith('adConfiguration/'))
    return said(
      bus.publish('Ad Configuration Deleted', { ...about, adConfigurationArn: arn }, [arn]),
    );
  return said(
    bus.publish(
      'Playback Restriction Policy Deleted',
      { ...about, playbackRestrictionPolicyArn: arn },
      [arn],
    ),
  );
};

/** Says that a recording configuration can be attached. */
export const announceRecordingConfigurationCreated = ({
  bus,
  jobId,
  step,
  memory: { recordingConfigurationArn = '' },
}: ActionContext): Promise<Result<'announced'>> =>
  said(
    bus.publish('Recording Configuration Created', { jobId, step, recordingConfigurationArn }, [
      recordingConfigurationArn,
    ]),
  );

export const announceViewersRevoked = ({
  bus,
  jobId,
  step,
  memory,
}: ActionContext): Promise<Result<'announced'>> => {
  const { total = 0, done = 0, failed = 0 } = memory;
  return said(
    bus.publish('Viewers Revoked', { jobId, step, total, revoked: done - failed, failed }),
  );
};
