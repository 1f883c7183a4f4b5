import type { App } from '../app.ts';
import { arnOf, idOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import { getChannel } from '../ivs/channels.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { isManaged, isTagged, unmanagedAmong } from '../managed.ts';
import type { ValidationIssue } from './validation.ts';

const notManaged = (what: string, by: { key: string; value: string } | undefined): Problem =>
  new Problem(
    'not-found',
    `${what} not managed by this deployment, which manages the channels with the tag ` +
      `${by?.key ?? ''}=${by?.value ?? ''}.`,
  );

/**
 * Refuses to change a channel of another deployment.
 * @param parameters of the path: `channelId`, or `noun` and `resourceId`
 * @throws Problem `not-found` when the channel exists and this deployment does not manage it
 */
export async function channelMustBeManaged(
  app: App,
  parameters: Readonly<Record<string, string>>,
): Promise<void> {
  const { managedTag } = app.config;
  const channelId = parameters.noun === 'channels' ? parameters.resourceId : parameters.channelId;
  if (managedTag === undefined || channelId === undefined) return;
  if (!(await isManaged(app, arnOf(app.config, 'channel', channelId))))
    throw notManaged(`The channel ${channelId} is`, managedTag);
}

/**
 * Refuses to give away what belongs to a channel of another deployment. It goes by the tags that
 * IVS shows, so that a function without rights to the records of channels can ask.
 * @throws Problem `not-found` when this deployment does not manage the channel
 */
export async function ownerMustBeManaged(app: App, channelArn: string): Promise<void> {
  const { managedTag } = app.config;
  if (managedTag === undefined) return;
  const channel = await getChannel(app.ivs, channelArn);
  if (channel !== 'notFound' && !isTagged(app.config, channel.tags))
    throw notManaged(`The channel ${idOf(channelArn)} is`, managedTag);
}

/** How long the look-up of many channels may take, in ms. */
const LOOKED_UP_MS = 15_000;

/**
 * Refuses to change many channels, by ARN, if one belongs to another deployment.
 * @throws Problem `not-found`
 */
export async function channelsMustBeManaged(
  app: App,
  channelArns: readonly string[],
): Promise<void> {
  const { managedTag } = app.config;
  if (managedTag === undefined) return;
  const ivs = paced(app, app.clock.now() + LOOKED_UP_MS);
  const [first, ...more] = await unmanagedAmong({ ...app, ivs }, channelArns);
  if (first !== undefined)
    throw notManaged(
      `The channel ${first}${more.length > 0 ? ` and ${more.length} more are` : ' is'}`,
      managedTag,
    );
}

/**
 * Returns the reason against changing or removing these tags of a channel: the deployment would
 * lose the channel. `undefined` stands for a tag that is removed.
 */
export function managedTagIssues(
  { config: { managedTag } }: Pick<App, 'config'>,
  tags: Readonly<Record<string, string | undefined>>,
  field: (key: string) => string,
): ValidationIssue[] {
  if (
    managedTag === undefined ||
    !Object.hasOwn(tags, managedTag.key) ||
    tags[managedTag.key] === managedTag.value
  )
    return [];
  return [
    {
      field: field(managedTag.key),
      rule:
        `must keep ${managedTag.key} at ${managedTag.value}: this deployment knows its ` +
        'channels by that tag',
    },
  ];
}
