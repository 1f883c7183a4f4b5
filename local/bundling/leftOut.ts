/** The functions that never run a step of a job. They show jobs at most. */
export const WITHOUT_JOBS: ReadonlySet<string> = new Set([
  'console',
  'describeRecordings',
  'docs',
  'exportTraces',
  'keepDeadLetters',
  'measure',
  'playbackTokens',
  'queries',
  'reactions',
  'storeStreamKeys',
  'streamKeys',
]);

/** The files of actions, `lib/actions/<name>.ts`, that only the engine uses. */
export const ACTION_FILES: readonly string[] = [
  'announcements',
  'attachments',
  'channels',
  'children',
  'operations',
  'playbackKeyPairs',
  'recordingConfigurations',
  'scheduledJobs',
  'scheduledTimes',
  'streamKeyDeletions',
  'streamKeys',
  'streams',
  'suspensions',
  'viewerBans',
  'viewerBatches',
  'viewerSessions',
];
/** Those of jobs whose subject is no channel, or of which no event tells. */
const NOT_ON_CHANNELS: readonly string[] = [
  'operations',
  'playbackKeyPairs',
  'viewerBans',
  'viewerBatches',
  'viewerSessions',
];
/** The functions that begin and wake jobs on channels. */
const ON_CHANNELS: readonly string[] = [
  'rotateStreamKeys',
  'runTimedReactions',
  'streamState',
  'sweep',
];

/**
 * Those that functions leave to the worker: a job that needs one of them is handed over to it. They
 * are of jobs that their routes do not start, or that take longer than a request lasts.
 */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(ON_CHANNELS.map((name) => [name, NOT_ON_CHANNELS])),
  keys: [
    'attachments',
    'children',
    'operations',
    'recordingConfigurations',
    'scheduledJobs',
    'scheduledTimes',
    'viewerBans',
    'viewerBatches',
    'viewerSessions',
  ],
  commands: [
    'children',
    'operations',
    'playbackKeyPairs',
    'scheduledJobs',
    'scheduledTimes',
    'streamKeyDeletions',
    'viewerBans',
    'viewerBatches',
    'viewerSessions',
  ],
  deadLetters: [
    'attachments',
    'children',
    'operations',
    'playbackKeyPairs',
    'recordingConfigurations',
    'scheduledJobs',
    'scheduledTimes',
    'viewerBans',
    'viewerBatches',
    'viewerSessions',
  ],
  operations: ACTION_FILES.filter((name) => name !== 'operations'),
  viewers: ACTION_FILES.filter((name) => !/^(?:announcements|viewer.*)$/.test(name)),
};

/**
 * Returns the files of `lib/actions/` that the bundle of a function leaves to the worker.
 * @param functionName its name in serverless.yml
 */
export const leftOutBy = (functionName: string): readonly string[] =>
  WITHOUT_JOBS.has(functionName) ? ACTION_FILES : (LEFT_OUT[functionName] ?? []);
