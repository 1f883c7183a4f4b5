import type { Route, Scope } from '../http/route.ts';
import { deleteChannel } from './channels.ts';
import { createStreamKey, rotateStreamKey } from './streamKeys.ts';
import { stopStream } from './streams.ts';
import { resumeChannel, suspendChannel } from './suspensions.ts';
import { updateChannel } from './updateChannel.ts';

/**
 * The routes whose jobs work on one channel. An operation may do the same on many, and a reaction
 * may start it.
 */
export const channelRoutes: readonly Route[] = [
  updateChannel,
  deleteChannel,
  suspendChannel,
  resumeChannel,
  stopStream,
  createStreamKey,
  rotateStreamKey,
];

/** The workflows that reactions alone start, with the scope of the direct call that is theirs. */
export const BY_REACTIONS_ALONE: Readonly<Record<string, Scope>> = {
  insertAdBreak: 'streams:write',
};

/**
 * The workflows on channels that routes of other functions start, with the scope of those. The
 * functions whose routes are here do not carry the others.
 */
export const BY_OTHER_FUNCTIONS: Readonly<Record<string, Scope>> = {
  deleteStreamKeyNow: 'stream-keys:write',
  deleteStreamKeyWhenIdle: 'stream-keys:write',
};

/** Returns the scopes of routes. */
export const scopesOf = (routes: readonly Route[]): Scope[] => {
  const scopes = routes.flatMap(({ scope }) =>
    scope === 'any' || scope === 'open' ? [] : [scope],
  );
  return [...new Set(scopes)];
};

/**
 * Returns the scopes that a job of a workflow on a channel needs: those of the route that starts
 * it. A workflow that this code does not know needs the scopes of every such route.
 */
export function scopesOnChannels(workflow: string): Scope[] {
  const alone = BY_REACTIONS_ALONE[workflow] ?? BY_OTHER_FUNCTIONS[workflow];
  if (alone !== undefined) return [alone];
  const started = channelRoutes.filter(({ described }) =>
    described?.starts?.workflows.some((one) => one === workflow),
  );
  return scopesOf(started.length > 0 ? started : channelRoutes);
}
