import * as z from 'zod/mini';
import type { App } from '../app.ts';
import type { DeadLetter } from '../records/deadLetters.ts';
import { streamStateChanged, streamStateEvent } from './streamState.ts';

/** Runs a reaction again; no new work begins after `untilMs`, in ms since the epoch. */
export type Redrive = (app: App, untilMs: number) => Promise<void>;

/**
 * Returns the reaction to the event of a dead letter, as the function that gave it up would run it;
 * undefined when none of our functions takes the event. Only events of `streamState` have a dead
 * letter (serverless.yml).
 */
export function redriveOf({ functionName, event }: DeadLetter): Redrive | undefined {
  if (functionName !== 'streamState' || event === undefined) return undefined;
  const taken = z.safeParse(streamStateEvent, JSON.parse(event));
  return taken.success
    ? (app, untilMs) => streamStateChanged(app, taken.data, untilMs)
    : undefined;
}
