import { endingSoon, tellPlayers, type EndingStream } from '../actions/endingSoon.ts';
import { isSpared } from '../actions/protection.ts';
import type { App } from '../app.ts';
import { idOf } from '../arns.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { knownChannel } from '../readModel/channels.ts';
import { isProtected } from '../tags.ts';

/** The pace of the schedule that warns, in ms. */
const EVERY_MS = 60_000;

/**
 * Returns whether the stream of a channel goes on, whatever a policy says: the channel is
 * protected. IVS is asked only if the last reading does not say so, because a warning looks at a
 * stream every minute until its end.
 * @throws IvsRefusal
 */
export async function goesOn(app: App, channelArn: string): Promise<boolean> {
  const { value: channel } = await knownChannel(app, idOf(channelArn));
  return isProtected(channel?.tags) || isSpared({ ivs: app.ivs, memory: {} }, channelArn);
}

/**
 * Tells players and our bus that a stream will be stopped. A refusal that passes is tried again by
 * the next run, if there is one before the end; any other one does not keep the end from our bus.
 * @throws IvsRefusal one that passes
 */
export async function warnOfEnd(
  { ivs, bus, clock, log }: App,
  stream: EndingStream,
): Promise<void> {
  try {
    await tellPlayers(ivs, stream);
  } catch (error) {
    if (!(error instanceof IvsRefusal)) throw error;
    const isPassing = error.class === 'throttled' || error.class === 'unavailable';
    if (isPassing && clock.now() + EVERY_MS < stream.endsAt) throw error;
    log.warn('The players of a stream could not be told of its end', { ...stream, error });
  }
  await bus.publish(endingSoon(stream));
}
