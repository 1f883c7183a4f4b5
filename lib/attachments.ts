import type { ArnKind } from './arns.ts';

/** The facts that set one type of attachment apart from the others. */
export interface AttachmentType {
  /** In words. */
  readonly name: string;
  readonly arnKind: ArnKind;
  /** The field of a channel that refers to it by its ARN. */
  readonly field: AttachmentField;
  /** The member of ListChannels that asks for the channels which refer to it. */
  readonly filter: `filterBy${Capitalize<AttachmentField>}`;
}

export type AttachmentField =
  'recordingConfigurationArn' | 'playbackRestrictionPolicyArn' | 'adConfigurationArn';

/**
 * The resources that channels refer to by ARN, and that IVS does not delete while one does, by
 * their kind of subject (IVS API reference, Channel and ListChannels).
 */
export const ATTACHMENTS = {
  recordingConfiguration: {
    name: 'recording configuration',
    arnKind: 'recording-configuration',
    field: 'recordingConfigurationArn',
    filter: 'filterByRecordingConfigurationArn',
  },
  playbackRestrictionPolicy: {
    name: 'playback restriction policy',
    arnKind: 'playback-restriction-policy',
    field: 'playbackRestrictionPolicyArn',
    filter: 'filterByPlaybackRestrictionPolicyArn',
  },
  adConfiguration: {
    name: 'ad configuration',
    arnKind: 'ad-configuration',
    field: 'adConfigurationArn',
    filter: 'filterByAdConfigurationArn',
  },
} as const satisfies Record<string, AttachmentType>;

export type AttachmentKind = keyof typeof ATTACHMENTS;

/** Whether a kind of subject is one that channels refer to. */
export const isAttachmentKind = (kind: string): kind is AttachmentKind =>
  Object.hasOwn(ATTACHMENTS, kind);

export const ATTACHMENT_FIELDS: readonly AttachmentField[] = Object.values(ATTACHMENTS).map(
  ({ field }) => field,
);
