/** Calls a second that IVS allows, per operation, account and region; not adjustable (ivs-facts 2.1). */
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

/** The rate of an operation: 5 a second unless listed otherwise. */
export const rateOf = (operation: string): number => RATES[operation] ?? 5;
