import type { Mutant } from './mutant.ts';

const STORY = 'test/stories/dryRuns.test.ts';
const SECRETS = 'test/stories/storeStreamKeys.test.ts';

/** Defects of dry runs. */
export const dryRuns: readonly Mutant[] = [
  {
    name: 'a dry run takes every channel for a live one',
    promise: 32,
    file: 'lib/http/dryRun.ts',
    find: "isLive: typeof stream !== 'string',",
    replace: 'isLive: true || stream,',
    killedBy: [STORY, 'of an idle channel'],
  },
  {
    name: 'a dry run takes every channel for one with a stream key',
    promise: 32,
    file: 'lib/http/dryRun.ts',
    find: "isKeyless: keys === 'notFound' || keys.length === 0,",
    replace: 'isKeyless: false && keys,',
    killedBy: [STORY, 'about a resumption'],
  },
  {
    name: 'a dry run forgets the calls for single viewers',
    promise: 32,
    file: 'lib/api/viewerSessionRevocations.ts',
    find: '{ batches: 2, pairs: 20, singles: 10 }',
    replace: '{ batches: 2, pairs: 20, singles: 0 }',
    killedBy: [STORY, 'about a set of viewers'],
  },
];

/** Defects of the secrets that hold the values of stream keys. */
export const streamKeySecrets: readonly Mutant[] = [
  {
    name: 'a secret outlives its channel',
    promise: 33,
    file: 'lib/events/storeStreamKey.ts',
    find: "if (type === 'Channel Deleted') {",
    replace: "if (type === 'Channel Deleted' && name === '') {",
    killedBy: [SECRETS, 'is deleted with its channel although IVS still lists'],
  },
  {
    name: 'a secret is written although the deployment names none',
    promise: 33,
    file: 'lib/events/storeStreamKey.ts',
    find: "if (streamKeySecrets === '') return;",
    replace: '',
    killedBy: [SECRETS, 'is not written where the deployment names no secrets'],
  },
  {
    name: 'the value of a stream key stands in the log',
    promise: 33,
    file: 'lib/events/storeStreamKey.ts',
    find: 'await secrets.put(name, JSON.stringify({ channelArn, streamKeyArn, value }));',
    replace:
      'await secrets.put(name, JSON.stringify({ channelArn, streamKeyArn, value })), app.log.info(value);',
    killedBy: [SECRETS, 'has the new value after each rotation'],
  },
];
