import type {
  CreateChannelRequest,
  CreateRecordingConfigurationRequest,
  ImportPlaybackKeyPairRequest,
  UpdateChannelRequest,
} from '@aws-sdk/client-ivs';
import { ATTACHMENT_FIELDS, type AttachmentField } from '../attachments.ts';
import { isRecord } from '../guards.ts';

/**
 * The inputs of workflows, each with its guard. A guard looks at the shape that our own code relies
 * on; the members of a request to IVS are checked by the API, and by IVS.
 */

/** The input of a job, as it is stored: plain data, never a secret. */
export type JobInput = Readonly<Record<string, unknown>>;

/** Tells whether a stored input is that of a workflow. */
export type InputGuard<Input extends JobInput> = (input: JobInput) => input is Input;

/** Changes to a channel. */
export type ChannelChange = { readonly channel: Omit<UpdateChannelRequest, 'arn'> };
export const isChannelChange = (input: JobInput): input is ChannelChange => isRecord(input.channel);

/** A channel that is to be made. */
export type ChannelRequest = { readonly channel: CreateChannelRequest };
export const isChannelRequest = (input: JobInput): input is ChannelRequest =>
  isRecord(input.channel);

/** A recording configuration that is to be made. */
export type RecordingConfigurationRequest = {
  readonly recordingConfiguration: CreateRecordingConfigurationRequest;
};
export const isRecordingConfigurationRequest = (
  input: JobInput,
): input is RecordingConfigurationRequest => isRecord(input.recordingConfiguration);

/** The one field of a channel that is to be emptied, and the ARN that it must still hold. */
export type Detachment = {
  readonly channel: Readonly<Partial<Record<AttachmentField, ''>>>;
  readonly from: string;
};
export const isDetachment = (input: JobInput): input is Detachment => {
  const { channel, from } = input;
  return (
    isRecord(channel) &&
    ATTACHMENT_FIELDS.some((field) => channel[field] === '') &&
    typeof from === 'string'
  );
};

/** How the channels are to be detached. */
export type Retirement = { readonly detach: 'idle' | 'now' };
export const isRetirement = (input: JobInput): input is Retirement =>
  input.detach === 'idle' || input.detach === 'now';

/** How many pairs of channel and viewer a batch has. */
export type ViewerBatch = { readonly total: number };
export const isViewerBatch = (input: JobInput): input is ViewerBatch =>
  typeof input.total === 'number';

/** The half of a batch, and the index before which all pairs were sent when it was shared. */
export type OddHalf = { readonly from: number };
export const isOddHalf = (input: JobInput): input is OddHalf => typeof input.from === 'number';

/** The viewer of a channel who is to be kept out, and the end of that; ms since the epoch. */
export type BanRequest = {
  readonly channelArn: string;
  readonly viewerId: string;
  readonly until: number;
  /** How often bans of this viewer had been lifted when this one was asked for; absent: never. */
  readonly lifts?: number;
};
export const isBanRequest = (input: JobInput): input is BanRequest =>
  typeof input.channelArn === 'string' &&
  typeof input.viewerId === 'string' &&
  typeof input.until === 'number' &&
  (input.lifts === undefined || typeof input.lifts === 'number');

/** The tags of a stream key that is to be made. */
export type StreamKeyRequest = { readonly streamKeyTags?: Readonly<Record<string, string>> };
export const isStreamKeyRequest = (input: JobInput): input is StreamKeyRequest =>
  input.streamKeyTags === undefined || isRecord(input.streamKeyTags);

/** The stream key that is to be deleted. */
export type StreamKeyDeletion = { readonly streamKeyArn: string };
export const isStreamKeyDeletion = (input: JobInput): input is StreamKeyDeletion =>
  typeof input.streamKeyArn === 'string';

/**
 * A public key that takes the place of another one, and how long both are accepted, in ms. The
 * public key is no secret; the private one never comes here.
 */
export type KeyPairRotation = {
  readonly keyPair: ImportPlaybackKeyPairRequest & { readonly publicKeyMaterial: string };
  readonly overlapMs: number;
  readonly evenIfLast: boolean;
};
export const isKeyPairRotation = (input: JobInput): input is KeyPairRotation =>
  isRecord(input.keyPair) &&
  typeof input.keyPair.publicKeyMaterial === 'string' &&
  typeof input.overlapMs === 'number' &&
  typeof input.evenIfLast === 'boolean';

/** An ad break that is to be inserted. */
export type AdBreakRequest = { readonly durationSeconds: number };
/** The longest ad break that IVS accepts, in seconds (service model 2020-07-14). */
export const AD_BREAK_SECONDS_MAX = 300;
export const isAdBreakRequest = (input: JobInput): input is AdBreakRequest => {
  const { durationSeconds, ...others } = input;
  return (
    typeof durationSeconds === 'number' &&
    Number.isInteger(durationSeconds) &&
    durationSeconds >= 1 &&
    durationSeconds <= AD_BREAK_SECONDS_MAX &&
    Object.keys(others).length === 0
  );
};

/** The states by which an operation selects channels, and checks each one again at its turn. */
export const SELECTED_STATES = [
  'live',
  'idle',
  'suspended',
  'keyless',
  'overdue',
  'unhealthy',
] as const;

/** The channels that an operation is about: those that match all of these. */
export interface Selection {
  readonly tags?: Readonly<Record<string, string>>;
  /** A pattern in which `*` stands for any text. */
  readonly name?: string;
  readonly is?: (typeof SELECTED_STATES)[number];
  /** The stream key is older than this, in ms. */
  readonly keyOlderThanMs?: number;
}

/** How an operation works through its set. */
type Course = {
  /** How many items the set has. */
  readonly total: number;
  /** How many of the first items are done before the operation waits to be judged. */
  readonly canary: number;
  /** The number of failures at which no further item begins. */
  readonly maxFailures?: number;
  /** How many items may be under way at a time. */
  readonly concurrency: number;
  /** A second person must approve it after it is applied. */
  readonly needsApproval?: true;
};

/** Work on a set of channels, with a child for each. */
export type ChannelOperation = Course & {
  readonly workflow: string;
  readonly input: JobInput;
  readonly selection: Selection;
};

/** The ways to steer a job. */
export const WAYS_TO_STEER = ['cancel', 'redrive', 'abandon'] as const;
export type Steering = (typeof WAYS_TO_STEER)[number];

/** The jobs for which all of this holds. Times in ms since the epoch. */
export type JobFilter = {
  readonly status?: 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
  readonly ending?: string;
  readonly needsAttention?: boolean;
  readonly awaitsApproval?: boolean;
  readonly workflow?: string;
  readonly subject?: string;
  readonly causedBy?: string;
  /** The time from which on, and the time before which, the job was accepted. */
  readonly createdSince?: number;
  readonly createdBefore?: number;
};

/** The same steering of a set of jobs. */
export type JobOperation = Course & {
  readonly steering: Steering;
  readonly jobs: JobFilter;
  /** The scopes that steering these jobs needs besides `jobs:write`. */
  readonly scopes: readonly string[];
};

/** The same work on a set of items. */
export type Operation = ChannelOperation | JobOperation;

export const isJobOperation = (input: JobInput): input is JobOperation =>
  WAYS_TO_STEER.some((one) => one === input.steering) &&
  isRecord(input.jobs) &&
  Array.isArray(input.scopes);

const isChannelOperation = (input: JobInput): input is ChannelOperation =>
  typeof input.workflow === 'string' && isRecord(input.input) && isRecord(input.selection);

export const isOperation = (input: JobInput): input is Operation =>
  ['total', 'canary', 'concurrency'].every((name) => typeof input[name] === 'number') &&
  (isJobOperation(input) || isChannelOperation(input));

/** Work on a channel that begins at a time (ms since the epoch). */
export type ScheduledWork = {
  readonly channelId: string;
  readonly workflow: string;
  readonly input: JobInput;
  readonly startsAt: number;
  /** How long before it a live stream is warned, in ms. */
  readonly graceMs?: number;
  /** The channel is suspended at once, and whoever resumes it takes the work back. */
  readonly undoable?: true;
  /** A second person must approve it first. */
  readonly needsApproval?: true;
};
export const isScheduledWork = (input: JobInput): input is ScheduledWork =>
  typeof input.channelId === 'string' &&
  typeof input.workflow === 'string' &&
  isRecord(input.input) &&
  typeof input.startsAt === 'number';

/** Of workflows that only have to know their subject: they look at nothing in it. */
export type NoInput = Readonly<Record<string, never>>;
export const isNoInput = (_input: JobInput): _input is NoInput => true;
