import * as z from 'zod/mini';
import { arnOf, idOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import {
  getRecordingConfiguration as readRecordingConfiguration,
  listRecordingConfigurations as readRecordingConfigurations,
} from '../ivs/recordingConfigurations.ts';
import type { Job } from '../jobs/job.ts';
import { jobAccepted } from '../http/jobShape.ts';
import { pageQuery } from '../http/pagination.ts';
import { readRoutes } from '../http/readRoutes.ts';
import { defineRoute, type Answer, type Call } from '../http/route.ts';
import { withId, JOB_PROBLEMS, resourceName, described, tags, text } from '../http/schemas.ts';
import { newTags } from './tagSchemas.ts';
import { performByJob, readBack } from '../http/jobMutation.ts';
import { newSubject } from '../http/newSubject.ts';

const summaryFields = {
  arn: text,
  name: text,
  state: z.optional(z.enum(['CREATING', 'CREATE_FAILED', 'ACTIVE'])),
  destinationConfiguration: z.optional(
    z.object({ s3: z.optional(z.object({ bucketName: text })) }),
  ),
  tags: z.optional(tags),
};
/** The shape that IVS returns (ListRecordingConfigurations). */
const recordingConfigurationSummary = withId(
  'RecordingConfigurationSummary',
  z.object(summaryFields),
);
/** The shape that IVS returns (GetRecordingConfiguration). */
export const recordingConfigurationShape = withId(
  'RecordingConfiguration',
  z.object({
    ...summaryFields,
    recordingReconnectWindowSeconds: z.optional(z.int()),
    thumbnailConfiguration: z.optional(
      z.object({
        recordingMode: text,
        targetIntervalSeconds: z.optional(z.int()),
        resolution: text,
        storage: z.optional(z.array(z.string())),
      }),
    ),
    renditionConfiguration: z.optional(
      z.object({ renditionSelection: text, renditions: z.optional(z.array(z.string())) }),
    ),
  }),
);
const shown = z.object({ recordingConfiguration: recordingConfigurationShape });

export const { list: listRecordingConfigurations, get: getRecordingConfiguration } = readRoutes(
  'recording-configurations:read',
  {
    list: {
      key: 'GET /v1/recording-configurations',
      operation: 'ListRecordingConfigurations',
      summary: 'List recording configurations',
      answer: 'A page of recording configurations.',
      of: 'recordingConfigurations',
      item: recordingConfigurationSummary,
      query: pageQuery,
      read: ({ app }, page) => readRecordingConfigurations(app.ivs, page),
    },
    get: {
      key: 'GET /v1/recording-configurations/{recordingConfigurationId}',
      operation: 'GetRecordingConfiguration',
      summary: 'Get a recording configuration',
      description:
        'Channels can use it while its `state` is `ACTIVE`. A recording configuration cannot ' +
        'be updated: create another one, attach it to the channels, and delete the old one.',
      answer: 'The recording configuration.',
      schema: shown,
      read: ({ app, parameters: { recordingConfigurationId: id } }) =>
        readRecordingConfiguration(app.ivs, arnOf(app.config, 'recording-configuration', id)),
      body: (found) => ({ recordingConfiguration: found }),
      missing: ({ parameters: { recordingConfigurationId: id } }) =>
        new Problem('not-found', `There is no recording configuration ${id}.`),
    },
  },
);

const lines = z.enum(['FULL_HD', 'HD', 'SD', 'LOWEST_RESOLUTION']);

/**
 * The fields that IVS accepts in CreateRecordingConfiguration (IVS API reference and service model
 * 2020-07-14). IVS decides which of them go together.
 */
const recordingConfigurationFields = withId(
  'NewRecordingConfiguration',
  z.strictObject({
    name: z.optional(resourceName),
    destinationConfiguration: z.strictObject({
      s3: z.strictObject({
        bucketName: described(
          'The S3 bucket, in the region and the account of this deployment.',
          z
            .string()
            .check(
              z.minLength(3),
              z.maxLength(63),
              z.regex(
                /^[a-z0-9-.]+$/,
                'must be the name of an S3 bucket, with nothing before or after it',
              ),
            ),
        ),
      }),
    }),
    tags: z.optional(newTags),
    thumbnailConfiguration: z.optional(
      z.strictObject({
        recordingMode: z.optional(z.enum(['DISABLED', 'INTERVAL'])),
        targetIntervalSeconds: z.optional(z.int().check(z.minimum(1), z.maximum(60))),
        resolution: z.optional(lines),
        storage: z.optional(z.array(z.enum(['SEQUENTIAL', 'LATEST'])).check(z.maxLength(2))),
      }),
    ),
    recordingReconnectWindowSeconds: described(
      'Streams of one channel that follow each other within this time become one recording.',
      z.optional(z.int().check(z.minimum(0), z.maximum(300))),
    ),
    renditionConfiguration: z.optional(
      z.strictObject({
        renditionSelection: z.optional(z.enum(['ALL', 'NONE', 'CUSTOM'])),
        renditions: z.optional(z.array(lines).check(z.maxLength(4))),
      }),
    ),
  }),
);

/**
 * Creates a recording configuration that can be attached by the time of the 201. A configuration
 * that IVS could not create is deleted.
 */
export const createRecordingConfiguration = defineRoute({
  key: 'POST /v1/recording-configurations',
  scope: 'recording-configurations:write',
  mutates: true,
  operations: ['CreateRecordingConfiguration'],
  starts: { on: 'recordingConfigurationCreation', workflows: ['provisionRecordingConfiguration'] },
  name: 'createRecordingConfiguration',
  summary: 'Create a recording configuration',
  description:
    'IVS answers some seconds before the recording configuration can be attached (`ACTIVE`); ' +
    'the job waits for that. Under an `Idempotency-Key`, a retry, a crash or a lost answer ' +
    'never creates a second one.',
  answers: {
    201: {
      description: 'The new recording configuration, which can be attached to channels.',
      schema: shown,
    },
    202: jobAccepted,
  },
  problems: [...JOB_PROBLEMS, 'not-found', 'recording-configuration-not-created'],
  example: {
    body: {
      name: 'archive',
      destinationConfiguration: { s3: { bucketName: 'studio-recordings' } },
      recordingReconnectWindowSeconds: 60,
    },
  },
  body: recordingConfigurationFields,
  answer: async (call) =>
    performByJob(call, {
      workflow: 'provisionRecordingConfiguration',
      subject: await newSubject(call, 'recordingConfigurationCreation'),
      input: { recordingConfiguration: call.body },
      done: (job) => created(call, job),
      failed: (job) =>
        notCreated(job, call.body.destinationConfiguration.s3.bucketName, call.app.config.region),
    }),
});

/** Returns the answer with the recording configuration that a job has created. */
async function created(call: Call, job: Job): Promise<Answer | 'lagging'> {
  const arn = job.memory.recordingConfigurationArn;
  if (arn === undefined)
    throw new Error(`The creation ${job.id} succeeded without a recording configuration.`);
  const recordingConfiguration = await readBack(
    call,
    job,
    () => readRecordingConfiguration(call.app.ivs, arn),
    ({ state }) => state === 'ACTIVE',
  );
  if (recordingConfiguration === 'lagging') return recordingConfiguration;
  if (recordingConfiguration === 'notFound')
    throw new Problem(
      'not-found',
      'The recording configuration was created and has been deleted since.',
      { job: job.id },
    );
  return {
    status: 201,
    headers: { location: `/v1/recording-configurations/${idOf(arn)}` },
    body: { recordingConfiguration },
  };
}

/**
 * Returns the problem with the likely reason (IVS API reference, CreateRecordingConfiguration),
 * because IVS gives none.
 */
function notCreated(
  { id: job, ending }: Job,
  bucketName: string,
  region: string,
): Problem | undefined {
  if (ending === 'notFound')
    return new Problem(
      'not-found',
      'Somebody else deleted the recording configuration while IVS was creating it.',
      { job },
    );
  if (ending !== 'creationFailed') return undefined;
  return new Problem(
    'recording-configuration-not-created',
    'IVS could not create the recording configuration and gives no reason. The remains have ' +
      `been deleted. The most likely reason is that the bucket ${bucketName} is not in ` +
      `${region}, does not exist, or belongs to another account. In us-east-1 IVS at first ` +
      'accepts a bucket of another region and fails afterwards; elsewhere it refuses at once.',
    { job },
  );
}
