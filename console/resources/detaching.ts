import type { Field, Values } from '../parts/verb.ts';

/** Asks how channels let go of a resource that is about to be deleted. */
export const DETACH: Field = {
  name: 'detach',
  label: 'Channels that use it',
  kind: 'choice',
  initial: '',
  options: [
    ['', 'keep it: delete it only if no channel uses it'],
    ['idle', 'lose it after the natural end of their streams'],
    ['now', 'lose it now: their streams are stopped'],
  ],
};

/** Returns the parameter of the request. */
export const detachIn = ({ detach }: Values): { detach?: 'idle' | 'now' } =>
  detach === 'idle' || detach === 'now' ? { detach } : {};
