import * as z from 'zod/mini';
import type { App } from '../app.ts';
import type { SentEvent } from '../bus.ts';
import { Problem } from '../errors.ts';
import { randomId } from '../random.ts';
import {
  claimRedrive,
  closeRedriven,
  noteRedriveFailed,
  type DeadLetter,
} from '../records/deadLetters.ts';
import { keptError } from './deadLetterMessage.ts';
import { recordedEvent, recordEvent } from './recordEvent.ts';
import { recordingReady } from './recordingReady.ts';
import { reactedEvent, runReactions } from './runReactions.ts';
import { streamKeyNews } from './storeStreamKey.ts';
import { streamStateChanged, streamStateEvent } from './streamState.ts';

/** Runs a reaction; no new work begins after `untilMs`, in ms since the epoch. */
export type Reaction = (app: App, untilMs: number) => Promise<void>;

/**
 * Returns the reaction to the event of a dead letter, as the function that gave it up would run it;
 * undefined when none of our functions takes the event. Only the events of these
 * functions have a dead letter (serverless.yml).
 */
export function reactionTo({ functionName, event }: DeadLetter): Reaction | undefined {
  if (event === undefined) return undefined;
  const value: unknown = JSON.parse(event);
  if (functionName === 'streamState') {
    const { data } = z.safeParse(streamStateEvent, value);
    return data && ((app, untilMs) => streamStateChanged(app, data, untilMs));
  }
  if (functionName === 'runReactions') {
    const { data } = z.safeParse(reactedEvent, value);
    return data && ((app, untilMs) => runReactions(app, data, untilMs));
  }
  if (functionName === 'describeRecordings') {
    const { data } = z.safeParse(recordingReady, value);
    // Only that function has the client of S3, so it gets the event once more.
    return data && ((app) => app.bus.publish(['Recording Ready', data.detail, data.resources]));
  }
  if (functionName === 'storeStreamKeys') {
    const { data } = z.safeParse(streamKeyNews, value);
    // Only that function may read and write the values of keys, so it gets the event once more.
    return (
      data &&
      ((app) =>
        app.bus.publish([data['detail-type'], data.detail, data.resources] as unknown as SentEvent))
    );
  }
  if (functionName !== 'journal') return undefined;
  const { data } = z.safeParse(recordedEvent, value);
  return data && ((app) => recordEvent(app, data));
}

/**
 * Claims a dead letter, runs the reaction to its event and closes it. A failure keeps it with the
 * new error.
 * @returns `underWay` when another redrive has the dead letter; `gone` when it was closed meanwhile
 * @throws Problem `redrive-failed`
 */
export async function redrive(
  app: App,
  { id }: DeadLetter,
  reaction: Reaction,
  untilMs: number,
): Promise<'done' | 'underWay' | 'gone'> {
  const { store, clock, random, log } = app;
  const writer = randomId(random);
  const claimed = await claimRedrive(store, id, writer, clock.now());
  if (claimed === 'underWay') return 'underWay';
  if (claimed === undefined || typeof claimed === 'string') return 'gone';
  try {
    await reaction(app, untilMs);
  } catch (error) {
    const told = keptError(error instanceof Error ? `${error.name}: ${error.message}` : 'unknown');
    // The caller has to hear the failure. A claim that could not be given back ends by itself.
    await noteRedriveFailed(store, id, writer, told).catch((failure: unknown) =>
      log.warn('could not note a failed redrive', { id, error: failure }),
    );
    const detail = `The event failed again, and the dead letter is kept: ${told}`;
    throw new Problem('redrive-failed', detail, {}, { cause: error });
  }
  await closeRedriven(store, id, writer, clock.now());
  return 'done';
}
