import type { World } from './world.ts';

export interface GivenChannel {
  id: string;
  arn: string;
}

/** A channel, made over our API. */
export async function givenChannel(world: World, fields: Record<string, unknown> = {}): Promise<GivenChannel> {
  const { status, body } = await world.http('POST', '/v1/channels', { body: { name: 'studio', ...fields } });
  if (status !== 201) throw new Error(`No channel was made: ${status} ${JSON.stringify(body)}`);
  const { arn } = body.channel as { arn: string };
  return { arn, id: arn.slice(arn.lastIndexOf('/') + 1) };
}

/** Puts a simulated encoder on a channel with its present key and lets time pass until it is on air. */
export async function goLive(world: World, channel: GivenChannel, encoder: { reconnectAfterMs?: number; streamKey?: string } = {}): Promise<string> {
  const encoderId = world.stack.ivs.connectEncoder({ channelArn: channel.arn, ...encoder });
  await world.until('the channel is live', () => world.stack.ivs.isLive(channel.arn), 30_000);
  return encoderId;
}

export async function givenLiveChannel(world: World, encoder: { reconnectAfterMs?: number } = {}, fields: Record<string, unknown> = {}): Promise<GivenChannel & { encoderId: string }> {
  const channel = await givenChannel(world, fields);
  return { ...channel, encoderId: await goLive(world, channel, encoder) };
}
