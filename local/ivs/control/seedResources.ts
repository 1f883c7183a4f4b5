import { z } from 'zod';
import { OPERATIONS } from '../api/operations.ts';
import type { Places } from '../regions/regions.ts';
import type { OperationName } from '../protocol/model.ts';
import { arnIn } from '../state/resources.ts';
import type { World } from '../regions/region.ts';

const id = z
  .string()
  .regex(/^[a-zA-Z0-9-]+$/)
  .optional();
const resources = z.array(z.looseObject({ id })).default([]);
const placeResources = z.strictObject({
  region: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .optional(),
  accountId: z
    .string()
    .regex(/^[0-9]{12}$/)
    .optional(),
  recordingConfigurations: resources,
  playbackKeyPairs: resources,
  playbackRestrictionPolicies: resources,
  adConfigurations: resources,
  channels: z.array(z.looseObject({ id, streamKey: z.string().min(1).optional() })).default([]),
});

/**
 * Creates the resources of a seed file in every place that has no resources yet. Each one goes
 * through its Create operation, with the ids and stream keys that the file names. Recording
 * configurations are ACTIVE at once, so that channels can refer to them.
 * @throws ZodError when the file has another form, IvsError for a resource that IVS would refuse
 */
export function seedPlaces(places: Places, input: unknown): void {
  for (const { region, accountId, ...given } of z
    .array(placeResources)
    .parse(Array.isArray(input) ? input : [input])) {
    const { place } = places.home().world;
    const { world } = places.at({
      region: region ?? place.region,
      accountId: accountId ?? place.accountId,
    });
    if (!world.state.empty) continue;
    const {
      playbackKeyPairs: pairs,
      playbackRestrictionPolicies: policies,
      adConfigurations: ads,
    } = world.state;
    for (const one of given.recordingConfigurations) seedRecordingConfiguration(world, one);
    for (const one of given.playbackKeyPairs)
      seedOne(world, 'ImportPlaybackKeyPair', one, pairs, 'playbackKeyPair');
    for (const one of given.playbackRestrictionPolicies)
      seedOne(world, 'CreatePlaybackRestrictionPolicy', one, policies, 'playbackRestrictionPolicy');
    for (const one of given.adConfigurations)
      seedOne(world, 'CreateAdConfiguration', one, ads, 'adConfiguration');
    for (const channel of given.channels) seedChannel(world, channel);
  }
}

interface Seeded {
  id?: string | undefined;
  [member: string]: unknown;
}

function create(world: World, operation: OperationName, input: unknown): void {
  OPERATIONS.find(({ name }) => name === operation)?.handle(world, input);
}

/** A table whose records hold the resource, and its ARN, in one member. */
interface SeedTable<R> {
  all(): R[];
  put(arn: string, record: R): R;
  delete(arn: string): void;
}

function seedOne<M extends string, R extends Record<M, { arn: string }>>(
  world: World,
  operation: OperationName,
  { id, ...input }: Seeded,
  table: SeedTable<R>,
  member: M,
): R | undefined {
  create(world, operation, input);
  const made = table.all().at(-1);
  if (!made || id === undefined) return made;
  const { arn: before } = made[member];
  const arn = before.slice(0, before.lastIndexOf('/') + 1) + id;
  table.delete(before);
  return table.put(arn, { ...made, [member]: { ...made[member], arn } });
}

function seedRecordingConfiguration(world: World, given: Seeded): void {
  const made = seedOne(
    world,
    'CreateRecordingConfiguration',
    given,
    world.state.recordingConfigurations,
    'recordingConfiguration',
  );
  if (made)
    world.state.recordingConfigurations.put(made.recordingConfiguration.arn, {
      ...made,
      settlesAtMs: world.clock.now(),
    });
}

function seedChannel(
  world: World,
  { streamKey: value, ...given }: Seeded & { streamKey?: string | undefined },
): void {
  const { channels, streamKeys } = world.state;
  create(
    world,
    'CreateChannel',
    Object.fromEntries(Object.entries(given).filter(([name]) => name !== 'id')),
  );
  const made = channels.all().at(-1);
  const key = streamKeys.all().at(-1);
  if (!made || !key) return;
  const channelId = given.id ?? made.channel.arn.slice(made.channel.arn.lastIndexOf('/') + 1);
  const arn = arnIn(world.place, 'channel', channelId);
  const playbackUrl = made.channel.playbackUrl.replace(
    /channel\.[^.]+\.m3u8$/,
    `channel.${channelId}.m3u8`,
  );
  channels.delete(made.channel.arn);
  channels.put(arn, { ...made, channel: { ...made.channel, arn, playbackUrl } });
  streamKeys.delete(key.streamKey.arn);
  streamKeys.put(key.streamKey.arn, {
    ...key,
    streamKey: { ...key.streamKey, channelArn: arn, value: value ?? key.streamKey.value },
  });
}
