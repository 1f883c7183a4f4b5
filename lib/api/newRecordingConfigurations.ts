import * as z from 'zod/mini';
import { idOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import { getRecordingConfiguration } from '../ivs/recordingConfigurations.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { subjectFor } from '../jobs/commands.ts';
import type { Job } from '../jobs/job.ts';
import { jobAccepted } from './jobView.ts';
import { recordingConfigurationShape } from './recordingConfigurations.ts';
import { defineRoute, type Answer, type Call } from './route.ts';
import { named, OF_WORK, resourceName, said } from './shapes.ts';
import { newTags } from './tagRules.ts';
import { accepted, perform } from './work.ts';

const lines = z.enum(['FULL_HD', 'HD', 'SD', 'LOWEST_RESOLUTION']);

/** What IVS takes in CreateRecordingConfiguration (IVS API reference and service model 2020-07-14). Which of them go together is IVS's to say. */
const recordingConfigurationFields = named(
  'NewRecordingConfiguration',
  z.strictObject({
    name: z.optional(resourceName),
    destinationConfiguration: z.strictObject({
      s3: z.strictObject({
        bucketName: said(
          'In the region of this deployment and of its account.',
          z.string().check(z.minLength(3), z.maxLength(63), z.regex(/^[a-z0-9-.]+$/, 'must be the name of an S3 bucket, with nothing before or after it')),
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
    recordingReconnectWindowSeconds: said('Shows of one channel that follow within this time are one recording.', z.optional(z.int().check(z.minimum(0), z.maximum(300)))),
    renditionConfiguration: z.optional(
      z.strictObject({ renditionSelection: z.optional(z.enum(['ALL', 'NONE', 'CUSTOM'])), renditions: z.optional(z.array(lines).check(z.maxLength(4))) }),
    ),
  }),
);

/** Makes a recording configuration that can be attached by the time of the 201; one that IVS could not create is cleaned up. */
export const createRecordingConfiguration = defineRoute({
  key: 'POST /v1/recording-configurations',
  scope: 'recording-configurations:write',
  mutates: true,
  operations: ['CreateRecordingConfiguration'],
  name: 'createRecordingConfiguration',
  summary: 'Create a recording configuration',
  description:
    'IVS says that it is made some seconds before it can be attached (`ACTIVE`); the job waits for that. Under an `Idempotency-Key` a repeat, a crash or a lost ' +
    'answer never makes a second one.',
  answers: {
    201: { description: 'It is there and can be attached to channels.', schema: z.object({ recordingConfiguration: recordingConfigurationShape }) },
    202: jobAccepted,
  },
  problems: [...OF_WORK, 'not-found', 'recording-configuration-not-created'],
  example: { body: { name: 'archive', destinationConfiguration: { s3: { bucketName: 'studio-recordings' } }, recordingReconnectWindowSeconds: 60 } },
  body: recordingConfigurationFields,
  answer: (call) =>
    perform(call, {
      workflow: 'provisionRecordingConfiguration',
      subject: subjectFor(call.app, 'recordingConfigurationCreation', call.caller, call.preferences.idempotencyKey),
      input: { recordingConfiguration: call.body },
      done: (job) => created(call, job),
      failed: (job) => notCreated(job, call.body.destinationConfiguration.s3.bucketName, call.app.config.region),
    }),
});

/** 201 with the configuration; 202 where it has been made but IVS is too busy to show it. */
async function created(call: Call, job: Job): Promise<Answer> {
  const arn = job.memory.recordingConfigurationArn;
  if (arn === undefined) throw new Error(`The creation ${job.id} succeeded without a recording configuration.`);
  try {
    const recordingConfiguration = await getRecordingConfiguration(call.app.ivs, arn);
    if (recordingConfiguration === 'notFound') throw new Problem('not-found', 'The recording configuration was made and has been deleted since.', { job: job.id });
    return { status: 201, headers: { location: `/v1/recording-configurations/${idOf(arn)}` }, body: { recordingConfiguration } };
  } catch (error) {
    if (error instanceof IvsRefusal && (error.class === 'throttled' || error.class === 'unavailable')) return accepted(call, job);
    throw error;
  }
}

/** IVS gives no reason; this is the likely one (ivs-facts 4.4). */
function notCreated({ id: job, ending }: Job, bucketName: string, region: string): Problem | undefined {
  if (ending === 'notFound') return new Problem('not-found', 'The recording configuration was deleted by somebody else while IVS was creating it.', { job });
  if (ending !== 'creationFailed') return undefined;
  return new Problem(
    'recording-configuration-not-created',
    `IVS could not create it, says not why, and what was left of it has been deleted. Most likely the bucket ${bucketName} is not in ${region}, ` +
      'is not there, or is of another account. ' +
      'In us-east-1 IVS accepts a bucket of another region at first and fails afterwards; elsewhere it refuses at once.',
    { job },
  );
}
