import { isChannelChange, isNoInput } from '../../lib/actions/inputs.ts';
import { aChannel, anAttachment } from '../../lib/subjects.ts';
import { defineWorkflow } from '../../lib/definition/define.ts';
import type { Work } from '../../lib/workflows/workflows.ts';

/**
 * Code that must not compile. `tsc` checks it and no test runs it: if the line after
 * `@ts-expect-error` does compile, tsc fails.
 */
const about = {
  name: 'deleteChannel',
  version: 1,
  subject: aChannel,
  input: isNoInput,
  rank: 'delete',
  harms: [],
  waitsMax: 1,
  deadlineSeconds: 60,
} as const;
const endings = { done: { final: 'succeeded' }, missing: { final: 'notFound' } } as const;
const awaiting = {
  waits: 'streamEnded',
  then: 'deleting',
  ifStillLive: { afterSeconds: 90, then: 'deleting' },
} as const;

export const sound = defineWorkflow({
  ...about,
  pointOfNoReturn: { act: 'deleting', past: ['done'] },
  steps: {
    deleting: {
      does: 'deleteChannel',
      then: { deleted: 'done', stillLive: 'awaiting', notFound: 'missing', calledOff: 'deleting' },
    },
    awaiting,
    ...endings,
  },
});

export const forgottenOutcome = defineWorkflow({
  ...about,
  steps: {
    // @ts-expect-error -- IVS refuses for a live channel (409 `stillLive`), and no step follows
    deleting: {
      does: 'deleteChannel',
      then: { deleted: 'done', notFound: 'missing', calledOff: 'deleting' },
    },
    ...endings,
  },
});

export const misspeltStep = defineWorkflow({
  ...about,
  steps: {
    // @ts-expect-error -- there is no step `awaitng`
    deleting: {
      does: 'deleteChannel',
      then: { deleted: 'done', stillLive: 'awaitng', notFound: 'missing', calledOff: 'deleting' },
    },
    awaiting,
    ...endings,
  },
});

export const misspeltStepAfterAWait = defineWorkflow({
  ...about,
  steps: {
    deleting: {
      does: 'deleteChannel',
      then: { deleted: 'done', stillLive: 'awaiting', notFound: 'missing', calledOff: 'deleting' },
    },
    // @ts-expect-error -- there is no step `delete`
    awaiting: {
      waits: 'streamEnded',
      then: 'delete',
      ifStillLive: { afterSeconds: 90, then: 'deleting' },
    },
    ...endings,
  },
});

export const waitWithoutALimit = defineWorkflow({
  ...about,
  steps: {
    deleting: {
      does: 'deleteChannel',
      then: { deleted: 'done', stillLive: 'awaiting', notFound: 'missing', calledOff: 'deleting' },
    },
    // @ts-expect-error -- Stream End may never come
    awaiting: { waits: 'streamEnded', then: 'deleting' },
    ...endings,
  },
});

export const unknownAction = defineWorkflow({
  ...about,
  steps: {
    // @ts-expect-error -- there is no action `removeChannel`
    deleting: {
      does: 'removeChannel',
      then: { deleted: 'done', stillLive: 'done', notFound: 'missing', calledOff: 'deleting' },
    },
    ...endings,
  },
});

export const unknownOutcome = defineWorkflow({
  ...about,
  steps: {
    deleting: {
      does: 'deleteChannel',
      // @ts-expect-error -- deleteChannel never returns `gone`
      then: { deleted: 'done', stillLive: 'done', notFound: 'missing', gone: 'done' },
    },
    ...endings,
  },
});

export const misspeltEnding = defineWorkflow({
  ...about,
  steps: {
    deleting: {
      does: 'deleteChannel',
      then: { deleted: 'done', stillLive: 'done', notFound: 'missing', calledOff: 'deleting' },
    },
    // @ts-expect-error -- jobs are `succeeded`, not `successful`
    done: { final: 'successful' },
    missing: { final: 'notFound' },
  },
});

export const pointOfNoReturnElsewhere = defineWorkflow({
  ...about,
  // @ts-expect-error -- there is no step `stopping` beyond the point of no return
  pointOfNoReturn: { act: 'deleting', past: ['stopping'] },
  steps: {
    deleting: {
      does: 'deleteChannel',
      then: { deleted: 'done', stillLive: 'done', notFound: 'missing', calledOff: 'deleting' },
    },
    ...endings,
  },
});

export const cancelLeadsNowhere = defineWorkflow({
  ...about,
  // @ts-expect-error -- there is no step `returning`
  onCancel: 'returning',
  steps: {
    deleting: {
      does: 'deleteChannel',
      then: { deleted: 'done', stillLive: 'done', notFound: 'missing', calledOff: 'deleting' },
    },
    ...endings,
  },
});

export const unknownRank = defineWorkflow({
  ...about,
  // @ts-expect-error -- there is no rank `urgent`
  rank: 'urgent',
  steps: {
    deleting: {
      does: 'deleteChannel',
      then: { deleted: 'done', stillLive: 'done', notFound: 'missing', calledOff: 'deleting' },
    },
    ...endings,
  },
});

const UPDATED = {
  updated: 'done',
  stillLive: 'done',
  notFound: 'missing',
  calledOff: 'deleting',
} as const;
const STOPPED = {
  stopping: 'done',
  notLive: 'done',
  notFound: 'missing',
  calledOff: 'deleting',
} as const;

export const otherInput = defineWorkflow({
  ...about,
  steps: {
    // @ts-expect-error -- updateChannel needs the changes, and the input does not have them
    updating: { does: 'updateChannel', then: UPDATED },
    ...endings,
  },
});

export const ownInput = defineWorkflow({
  ...about,
  input: isChannelChange,
  steps: {
    updating: { does: 'updateChannel', then: UPDATED },
    ...endings,
  },
});

export const otherSubject = defineWorkflow({
  ...about,
  subject: anAttachment,
  steps: {
    // @ts-expect-error -- StopStream needs a channel, and the subject is not one
    stopping: { does: 'stopStream', then: STOPPED },
    ...endings,
  },
});

export const works: Work[] = [
  { workflow: 'deleteChannel' },
  { workflow: 'retireAttachment', input: { detach: 'idle' } },
  // @ts-expect-error -- a retirement needs to know how to detach
  { workflow: 'retireAttachment' },
  // @ts-expect-error -- the total of a batch is a number of pairs
  { workflow: 'revokeViewers', input: { total: '12' } },
  // @ts-expect-error -- a deletion takes no input
  { workflow: 'deleteChannel', input: { force: true } },
];
