import { isRecordingConfigurationRequest } from '../actions/inputs.ts';
import { nothingAtIvs } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Creates a recording configuration exactly once and waits until it can be attached. A
 * configuration that IVS could not create is deleted; IVS reports that only afterwards.
 */
export const provisionRecordingConfiguration = defineWorkflow({
  name: 'provisionRecordingConfiguration',
  version: 1,
  subject: nothingAtIvs,
  input: isRecordingConfigurationRequest,
  rank: 'now',
  harms: [],
  waitsMax: 100,
  deadlineSeconds: 3_600,
  pointOfNoReturn: {
    act: 'creating',
    past: [
      'awaitingTwin',
      'deletingTwins',
      'awaitingActive',
      'looking',
      'deletingFailed',
      'announcing',
    ],
  },
  steps: {
    creating: {
      does: 'createRecordingConfiguration',
      then: { created: 'awaitingActive', createdInDoubt: 'awaitingTwin' },
      settles: true,
    },
    // An attempt that was given up may still take effect, and lists lag.
    awaitingTwin: {
      waits: 'timePassed',
      then: 'deletingTwins',
      ifNotYet: { afterSeconds: 40, then: 'deletingTwins' },
    },
    deletingTwins: {
      does: 'deleteTwinRecordingConfigurations',
      then: { deleted: 'awaitingActive' },
    },
    // No event reports this. It takes a few seconds, 20 at most.
    awaitingActive: {
      waits: 'timePassed',
      then: 'looking',
      ifNotYet: { afterSeconds: 2, then: 'looking' },
    },
    looking: {
      does: 'lookWhetherActive',
      then: {
        active: 'announcing',
        creating: 'awaitingActive',
        failed: 'deletingFailed',
        notFound: 'missing',
      },
    },
    deletingFailed: { does: 'deleteFailedRecordingConfiguration', then: { deleted: 'notCreated' } },
    announcing: { does: 'announceRecordingConfigurationCreated', then: { announced: 'done' } },
    done: { final: 'succeeded' },
    notCreated: { final: 'creationFailed' },
    missing: { final: 'notFound' },
  },
});
