import { arnOf, aPublicKey, simulatorFor, wait, type Bench } from './bench.ts';

/** Creates one resource and returns its ARN. */
export type Make = (bench: Bench) => Promise<string>;

export const absent = (kind: string): string => `arn:aws:ivs:us-west-2:123456789012:${kind}/absent`;

export const aChannelArn: Make = async (bench) =>
  arnOf(await bench.call('CreateChannel', { name: 'conformance' }), 'channel');
export const aStreamKeyArn: Make = async (bench) =>
  arnOf(await bench.call('CreateChannel', {}), 'streamKey');
export const aPolicyArn: Make = async (bench) =>
  arnOf(
    await bench.call('CreatePlaybackRestrictionPolicy', { name: 'p' }),
    'playbackRestrictionPolicy',
  );
export const aKeyPairArn: Make = async (bench) =>
  arnOf(await bench.call('ImportPlaybackKeyPair', { publicKeyMaterial: aPublicKey() }), 'keyPair');

export const MEDIA_TAILOR = [
  {
    playbackConfigurationArn:
      'arn:aws:mediatailor:us-west-2:123456789012:playbackConfiguration/ads',
  },
];
export const anAdConfigurationArn: Make = async (bench) => {
  simulatorFor(bench, 'it needs playback configurations of MediaTailor');
  return arnOf(
    await bench.call('CreateAdConfiguration', { mediaTailorPlaybackConfigurations: MEDIA_TAILOR }),
    'adConfiguration',
  );
};

/** Real IVS needs a bucket of the account, in the region. */
const BUCKET_NAME = process.env['REMOTE_BUCKET'];
export const BUCKET = {
  destinationConfiguration: { s3: { bucketName: BUCKET_NAME ?? 'recordings' } },
};

/** Returns the ARN of a recording configuration that is ACTIVE. */
export const aRecordingConfigurationArn: Make = async (bench) => {
  if (BUCKET_NAME === undefined) simulatorFor(bench, 'it needs a bucket, named by REMOTE_BUCKET');
  const arn = arnOf(
    await bench.call('CreateRecordingConfiguration', BUCKET),
    'recordingConfiguration',
  );
  await wait(bench, 20_000);
  return arn;
};

/** Returns the ARN of a channel without a stream key. */
export const aKeylessChannelArn: Make = async (bench) => {
  const output = await bench.call('CreateChannel', {});
  await bench.call('DeleteStreamKey', { arn: arnOf(output, 'streamKey') });
  return arnOf(output, 'channel');
};

/** Creates as many resources as the quota allows, so that the next one is too many. */
export async function fill(bench: Bench, count: number, make: Make): Promise<void> {
  simulatorFor(bench, 'it fills a quota of the account');
  for (let made = 0; made < count; made++) await make(bench);
}
