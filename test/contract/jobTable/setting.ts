import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { App } from '../../../lib/app.ts';
import { readConfig, type Config } from '../../../lib/config.ts';
import { openStore } from '../../../lib/dynamodb.ts';
import type { Subject } from '../../../lib/subjects.ts';
import { isFinal, jobIdOf, type Job } from '../../../lib/jobs/job.ts';
import type { Predecessor } from '../../../lib/jobs/succession.ts';
import type { JobFields } from '../../unit/jobs/sample.ts';
import { newJob } from '../../../lib/jobs/newJob.ts';
import { placeJob, type StoredJob } from '../../../lib/jobs/table.ts';
import { randomId } from '../../../lib/random.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { createTables } from '../../../local/dynalite.ts';
import { createRandom } from '../../../local/random.ts';

/** The parts that the tests of one table work with. */
export interface Setting extends Pick<App, 'store' | 'random' | 'config'> {
  clock: VirtualClock;
  /**
   * Lets the next request of a command take effect and loses its answer, so that the SDK sends it
   * again.
   */
  loseAnswerTo(command: string): void;
  /** The commands sent so far, one entry per attempt. */
  readonly sent: string[];
  close(): Promise<void>;
}

/** Returns the table as it is deployed. The contract would be worth little on another table. */
async function deployedTable(): Promise<CreateTableCommandInput> {
  const source = await readFile(new URL('../../../serverless.yml', import.meta.url), 'utf8');
  const template = parse(source, { logLevel: 'silent' }) as {
    resources: { Resources: { Table: { Properties: CreateTableCommandInput } } };
  };
  return template.resources.Resources.Table.Properties;
}

const environment = {
  AWS_REGION: 'us-west-2',
  IVS_ACCOUNT_ID: '123456789012',
  BUS_NAME: 'bus',
  ISSUER: 'i',
  AUDIENCE: 'a',
  JWKS_URI: 'j',
};

let tables = 0;

/** Opens a table of its own on the DynamoDB at `url`, and a store on it that a test can disturb. */
export async function openSetting(
  url: string,
  options: { laneShare?: number; laneShareMax?: number } = {},
): Promise<Setting> {
  const config: Config = {
    ...readConfig({ ...environment, TABLE_NAME: `contract-${process.pid}-${tables++}` }),
    ...options,
  };
  await createTables(url, [{ ...(await deployedTable()), TableName: config.tableName }]);
  const client = new DynamoDBClient({
    endpoint: url,
    region: config.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const [sent, lost] = [new Array<string>(), new Set<string>()];
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const command = (context.commandName ?? '').replace(/(Item)?Command$/, '');
      sent.push(command);
      const output = await next(args);
      if (lost.delete(command))
        throw Object.assign(new Error('socket hang up'), {
          name: 'TimeoutError',
          code: 'ECONNRESET',
        });
      return output;
    },
    // This middleware comes after the SDK's retries, so that it sees each attempt.
    { step: 'finalizeRequest', priority: 'low', name: 'contract' },
  );
  const clock = new VirtualClock();
  const random = createRandom(1);
  return {
    config,
    clock,
    random: { next: () => random.fraction() },
    store: openStore(config, clock, client),
    loseAnswerTo: (command) => void lost.add(command),
    sent,
    async close() {
      await client.send(new DeleteTableCommand({ TableName: config.tableName }));
      client.destroy();
    },
  };
}

/** Returns a job that has just been requested, with the members that a test overrides. */
export function sampleJob(
  { clock, random }: Setting,
  subject: Subject,
  fields: JobFields = {},
): Job {
  const request = { workflow: 'deleteChannel', subject, input: {}, caller: 'tester' } as const;
  const job = newJob({ clock, random }, jobIdOf(subject, randomId(random)), request);
  return { ...job, ...fields } as Job;
}

/**
 * Places a job on a subject that must be free.
 * @throws Error when the subject is taken
 */
export async function placed(
  setting: Setting,
  subject: Subject,
  fields: JobFields = {},
  previous?: Predecessor,
): Promise<StoredJob> {
  const job = sampleJob(setting, subject, fields);
  const stored = await placeJob(setting, job, previous, job.leaseUntil);
  if (!stored) throw new Error(`${subject} is taken.`);
  return stored;
}

/**
 * Returns a job that must have ended.
 * @throws Error when the job has not ended
 */
export function hasEnded(job: StoredJob | undefined): Predecessor {
  if (!job || !isFinal(job)) throw new Error('The job has not ended.');
  return job;
}

/** Returns the members of a write that ends a job. */
export const finishing = (now: number) =>
  ({
    status: 'succeeded',
    ending: 'succeeded',
    step: 'done',
    acting: false,
    finishedAt: now,
  }) as const;

/**
 * Returns the job as this writer has changed it.
 * @throws Error when another writer was faster
 */
export function mine(written: { mine: StoredJob } | { theirs: StoredJob | undefined }): StoredJob {
  if ('mine' in written) return written.mine;
  throw new Error(`Somebody else has written: version ${written.theirs?.version}.`);
}
