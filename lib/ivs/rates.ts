/**
 * The calls per second that IVS allows, per operation, account and region; not adjustable (IVS user
 * guide, Service Quotas).
 */
const RATES: Readonly<Record<string, number>> = {
  BatchStartViewerSessionRevocation: 2,
  StartViewerSessionRevocation: 10,
  TagResource: 10,
  UntagResource: 10,
  ListTagsForResource: 10,
  ImportPlaybackKeyPair: 3,
  GetPlaybackKeyPair: 3,
  ListPlaybackKeyPairs: 3,
  DeletePlaybackKeyPair: 3,
  CreateRecordingConfiguration: 3,
  GetRecordingConfiguration: 3,
  ListRecordingConfigurations: 3,
  DeleteRecordingConfiguration: 3,
  CreateAdConfiguration: 3,
  GetAdConfiguration: 3,
  ListAdConfigurations: 3,
  DeleteAdConfiguration: 3,
  UpdateAdConfiguration: 3,
  InsertAdBreak: 1,
};

/** Returns the rate of an operation: 5 per second unless listed otherwise. */
export const rateOf = (operation: string): number => RATES[operation] ?? 5;

/** The calls per second that IVS allows of one kind. */
export interface Quota {
  readonly name: string;
  readonly perSecond: number;
}

/** Metadata has two quotas, and either may be reached first. */
const QUOTAS_OF_METADATA: readonly Quota[] = [
  { name: 'PutMetadata.channel', perSecond: 5 },
  { name: 'PutMetadata.account', perSecond: 155 },
];

/** Returns the quotas that a call of an operation counts against. */
export const quotasOf = (operation: string): readonly Quota[] =>
  operation === 'PutMetadata'
    ? QUOTAS_OF_METADATA
    : [{ name: operation, perSecond: rateOf(operation) }];
