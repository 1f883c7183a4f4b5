import { generateKeyPairSync } from 'node:crypto';
import { askIvs } from './given.ts';
import type { World } from './world.ts';

export interface GivenAttachment {
  id: string;
  arn: string;
}

type Made = Record<string, { arn: string }>;

/**
 * Creates the resource directly at IVS, because the stories are about its later life, not its
 * creation.
 * @throws Error when IVS did not create the resource
 */
async function made(
  world: World,
  operation: string,
  member: string,
  body: unknown,
): Promise<GivenAttachment> {
  const answer = await askIvs(world, operation, body);
  const { arn } = ((await answer.json()) as Made)[member] ?? { arn: '' };
  if (!arn) throw new Error(`${operation} made nothing: ${answer.status}`);
  return { arn, id: arn.slice(arn.lastIndexOf('/') + 1) };
}

/** Returns a recording configuration that is ACTIVE. */
export async function givenRecordingConfiguration(
  world: World,
  fields: Record<string, unknown> = {},
): Promise<GivenAttachment> {
  const configuration = await made(
    world,
    'CreateRecordingConfiguration',
    'recordingConfiguration',
    { destinationConfiguration: { s3: { bucketName: 'recordings' } }, ...fields },
  );
  await world.advance(5_000);
  return configuration;
}

export const givenPlaybackRestrictionPolicy = (world: World): Promise<GivenAttachment> =>
  made(world, 'CreatePlaybackRestrictionPolicy', 'playbackRestrictionPolicy', {
    allowedCountries: ['DE'],
  });

export const givenAdConfiguration = (world: World): Promise<GivenAttachment> =>
  made(world, 'CreateAdConfiguration', 'adConfiguration', {
    mediaTailorPlaybackConfigurations: [
      {
        playbackConfigurationArn:
          'arn:aws:mediatailor:us-west-2:123456789012:playbackConfiguration/ads',
      },
    ],
  });

export function givenPlaybackKeyPair(world: World): Promise<GivenAttachment> {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  return made(world, 'ImportPlaybackKeyPair', 'keyPair', {
    publicKeyMaterial: publicKey.export({ type: 'spki', format: 'pem' }),
  });
}
