import { arnOf } from './arns.ts';
import { ATTACHMENTS, isAttachmentKind, type AttachmentKind } from './attachments.ts';
import type { Config } from './config.ts';

/**
 * The kinds of subjects: a channel, a resource that channels refer to, a playback key pair, a batch
 * of viewer sessions, a viewer of a channel, a resource to be created, an operation on many
 * channels, and work on a channel that begins later.
 */
export const SUBJECT_KINDS = [
  'channel',
  'recordingConfiguration',
  'playbackRestrictionPolicy',
  'adConfiguration',
  'playbackKeyPair',
  'viewerSessionRevocation',
  'viewerBan',
  'channelCreation',
  'recordingConfigurationCreation',
  'operation',
  'scheduledJob',
] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** `kind/id`, such as `channel/AbCdEf123456`. The job locks its subject. */
export type Subject = `${SubjectKind}/${string}`;

export const channelSubject = (channelId: string): Subject => `channel/${channelId}`;

/** Whether a text is a kind and an id. */
export const isSubject = (text: string): text is Subject =>
  SUBJECT_KINDS.some((kind) => text.startsWith(`${kind}/`));

export const subjectIdOf = (subject: Subject): string => subject.slice(subject.indexOf('/') + 1);

export const isOfKind = <Kind extends SubjectKind>(
  subject: Subject,
  kind: Kind,
): subject is Subject & `${Kind}/${string}` => subject.startsWith(`${kind}/`);

/** The kind of a subject. */
export function kindOf(subject: Subject): SubjectKind {
  const found = SUBJECT_KINDS.find((kind) => isOfKind(subject, kind));
  if (found === undefined) throw new Error(`${subject} is no subject.`);
  return found;
}

/** The subjects that a workflow works on, and the members by which its actions know them. */
export interface SubjectType<Members extends object> {
  readonly members: (config: Pick<Config, 'region' | 'accountId'>, subject: Subject) => Members;
}

/** A channel, by its id and its ARN. */
export interface ChannelMembers {
  readonly channelId: string;
  readonly channelArn: string;
}

export const aChannel: SubjectType<ChannelMembers> = {
  members(config, subject) {
    const channelId = subjectIdOf(subject);
    return { channelId, channelArn: arnOf(config, 'channel', channelId) };
  },
};

/** A recording configuration, playback restriction policy or ad configuration, by its ARN. */
export interface AttachmentMembers {
  readonly attachmentKind: AttachmentKind;
  readonly attachmentArn: string;
}

export const anAttachment: SubjectType<AttachmentMembers> = {
  members(config, subject) {
    const attachmentKind = kindOf(subject);
    if (!isAttachmentKind(attachmentKind)) throw new Error(`No channel refers to ${subject}.`);
    const { arnKind } = ATTACHMENTS[attachmentKind];
    return { attachmentKind, attachmentArn: arnOf(config, arnKind, subjectIdOf(subject)) };
  },
};

/** A playback key pair, by its ARN. */
export interface PlaybackKeyPairMembers {
  readonly playbackKeyPairArn: string;
}

export const aPlaybackKeyPair: SubjectType<PlaybackKeyPairMembers> = {
  members: (config, subject) => ({
    playbackKeyPairArn: arnOf(config, 'playback-key', subjectIdOf(subject)),
  }),
};

/** An operation on many channels. */
export interface FleetMembers {
  readonly channelArnOf: (channelId: string) => string;
}

export const aFleet: SubjectType<FleetMembers> = {
  members: (config) => ({ channelArnOf: (channelId) => arnOf(config, 'channel', channelId) }),
};

/** A batch, a viewer, or a resource that is to be made: IVS does not know it. */
export const nothingAtIvs: SubjectType<object> = { members: () => ({}) };
