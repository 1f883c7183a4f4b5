import type { IvsErrorName } from '../local/ivs/protocol/errors.ts';
import type { OperationName } from '../local/ivs/protocol/model.ts';

/**
 * The facts about an operation beyond the service model. (?) marks a fact that is unconfirmed about
 * real IVS.
 */
interface Behaviour {
  does: string;
  /**
   * Errors that the state causes. A ValidationException, and the error for an ARN that does not
   * exist, are not listed.
   */
  causes?: readonly IvsErrorName[];
  /** States that the operation changes or depends on, and the events that follow. */
  told?: string;
}

const LIVE = 'from Session Created to Stream End';

export const BEHAVIOUR: Record<OperationName, Behaviour> = {
  CreateChannel: {
    does:
      'All defaults and rules across members; creates one stream key; no idempotency. A preset ' +
      'needs an ADVANCED type (?)',
    causes: ['ResourceNotFoundException', 'ServiceQuotaExceededException'],
    told: 'a recording configuration must be ACTIVE (?)',
  },
  GetChannel: { does: 'Returns all members' },
  ListChannels: {
    does: 'Pages of 1–100, in creation order (?); names must be equal (?); one filter at a time',
    causes: ['ConflictException'],
  },
  UpdateChannel: {
    does: 'Absent members keep their values, `""` detaches; `updateChannelWhileLive`',
    causes: ['ConflictException'],
    told: `refused ${LIVE}`,
  },
  DeleteChannel: {
    does: 'Deletes its stream key too; its stream sessions stay readable (?)',
    causes: ['ConflictException'],
    told: `refused ${LIVE}`,
  },
  BatchGetChannel: {
    does: 'Missing ARNs are item errors with code `"404"` (?); duplicates count once (?)',
  },
  CreateStreamKey: { does: 'One key per channel', causes: ['ServiceQuotaExceededException'] },
  GetStreamKey: { does: 'Always returns the value' },
  ListStreamKeys: {
    does: 'Never returns values; a page has 1 item unless more (up to 50) are requested',
  },
  DeleteStreamKey: {
    does:
      'No encoder can connect with the key; a connected encoder stays (?), ' +
      '`deletedKeyEndsSession`',
  },
  BatchGetStreamKey: { does: 'With values; missing ARNs are item errors (?)' },
  GetStream: {
    does: 'State, health, viewers',
    causes: ['ChannelNotBroadcasting'],
    told: 'LIVE from Stream Start to Stream End (?); HEALTHY, STARVING',
  },
  ListStreams: {
    does: 'One stream per live channel; filter by health; pages of 1–100',
    told: 'as GetStream',
  },
  StopStream: {
    does:
      'Cuts off the encoder and lets the next one in; `stopBeforeStreamStart` (?); NB for a ' +
      'second StopStream while the first winds down (?)',
    causes: ['ChannelNotBroadcasting'],
    told: 'Session Ended, Stream End',
  },
  GetStreamSession: {
    does:
      'The latest or the named session; 60 days; events newest first, up to 500; the ingest of ' +
      'the encoder',
  },
  ListStreamSessions: { does: 'Newest first (?); pages of 1–100' },
  PutMetadata: {
    does: 'Up to 1 KB of UTF-8 (?: 1,024 bytes); read it back with `GET /_local/metadata`',
    causes: ['ChannelNotBroadcasting'],
    told: 'as GetStream',
  },
  StartViewerSessionRevocation: {
    does:
      'Sessions up to a version, 0 by default; the viewer need not be known; takes effect ' +
      'after `revocationEffectMs` (?)',
  },
  BatchStartViewerSessionRevocation: {
    does: 'The same for up to 20 pairs, each failing by itself (codes ?)',
  },
  CreateRecordingConfiguration: {
    does: 'No update; a bucket of another region (`bucketRegions`) is VA (?)',
    causes: ['ServiceQuotaExceededException'],
    told:
      'CREATING, then ACTIVE after `recordingConfigurationSettlesMs`; CREATE_FAILED in ' +
      'us-east-1 for a bucket of another region',
  },
  GetRecordingConfiguration: {
    does: 'Returns all members',
    told: 'CREATING, ACTIVE, CREATE_FAILED',
  },
  ListRecordingConfigurations: { does: 'Summaries; pages of 1–100' },
  DeleteRecordingConfiguration: {
    does: 'Refused while a channel uses it',
    causes: ['ConflictException'],
    told: 'refused while CREATING (?)',
  },
  ImportPlaybackKeyPair: {
    does:
      'A P-384 public key in PEM; its fingerprint is the MD5 of its DER form (?); CO for the ' +
      'same key again (?)',
    causes: ['ConflictException', 'ServiceQuotaExceededException'],
  },
  GetPlaybackKeyPair: { does: 'With its fingerprint, without its material' },
  ListPlaybackKeyPairs: { does: 'Without fingerprints; pages of 1–100' },
  DeletePlaybackKeyPair: {
    does: 'Its tokens can no longer start playback; running sessions continue (?)',
  },
  CreatePlaybackRestrictionPolicy: {
    does: 'Countries have two capital letters (?)',
    causes: ['ServiceQuotaExceededException'],
  },
  GetPlaybackRestrictionPolicy: { does: 'Returns all members' },
  ListPlaybackRestrictionPolicies: {
    does: 'A page has 1 item unless more (up to 100) are requested',
  },
  UpdatePlaybackRestrictionPolicy: {
    does:
      'Absent members keep their values; allowed while a channel that uses it is live (?), ' +
      '`updatePolicyWhileLive`',
  },
  DeletePlaybackRestrictionPolicy: {
    does: 'Refused while a channel uses it (?)',
    causes: ['ConflictException'],
  },
  CreateAdConfiguration: {
    does: 'MediaTailor is not called',
    causes: ['ServiceQuotaExceededException'],
  },
  GetAdConfiguration: { does: 'Returns all members' },
  ListAdConfigurations: { does: 'Returns all members; pages of 1–100' },
  UpdateAdConfiguration: { does: 'Absent members keep their values' },
  DeleteAdConfiguration: { does: 'Refused while a channel uses it', causes: ['ConflictException'] },
  InsertAdBreak: {
    does:
      'One break at a time; VA on a channel without an ad configuration (?), ' +
      '`adBreakWithoutAdConfiguration`',
    causes: ['ChannelNotBroadcasting', 'ConflictException'],
    told: 'Ad Break Inserted, `adBreakLeadMs` (?) ahead',
  },
  TagResource: { does: 'Merges; any resource, live or not; keys must not begin with `aws:`' },
  UntagResource: { does: 'Absent keys are not an error' },
  ListTagsForResource: { does: 'Any resource' },
};
