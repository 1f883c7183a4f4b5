import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { Problem } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import { attachedBy, channelBody, channelFields, channelShown } from './channelSchemas.ts';
import { jobAccepted } from '../http/jobShape.ts';
import { defineRoute, type Answer, type Call } from '../http/route.ts';
import { JOB_PROBLEMS, described, someField } from '../http/schemas.ts';
import { performByJob, readBack } from '../http/jobMutation.ts';
import { entityTagOf } from '../http/conditional.ts';
import { unchangedChannel } from './unchangedChannel.ts';
import { readBackChannel } from '../readModel/channels.ts';
import { isRecord } from '../guards.ts';

/**
 * The fields that IVS accepts in UpdateChannel: an absent field keeps its value, `""` detaches (IVS
 * API reference, UpdateChannel).
 */
const updateFields = z.omit(channelFields, { tags: true }).check(someField);

const query = z
  .strictObject({
    when: described(
      'How to update a live channel: `now` stops the stream first, `idle` waits for its ' +
        'natural end. If absent, a live channel is not updated (409).',
      z.optional(z.enum(['now', 'idle'])),
    ),
    block: described(
      'With `when=now`: takes the stream key away during the update, so that the encoder ' +
        'cannot come back too soon.',
      z.optional(z.enum(['true', 'false'])),
    ),
  })
  .check(
    z.refine(({ when, block }) => block !== 'true' || when === 'now', {
      path: ['block'],
      message: 'is allowed with when=now only',
    }),
  );

type Update =
  'updateChannel' | 'updateChannelWhenIdle' | 'updateChannelBlocked' | 'updateChannelNow';

const workflowOf = ({ when, block }: z.infer<typeof query>): Update => {
  if (when === undefined) return 'updateChannel';
  if (when === 'idle') return 'updateChannelWhenIdle';
  return block === 'true' ? 'updateChannelBlocked' : 'updateChannelNow';
};

/**
 * Returns the problem that tells a refused caller how to go on, when the channel was live or a
 * resource does not exist; undefined for other endings.
 */
function explained(job: Job): Problem | undefined {
  const { id, workflow, ending, error } = job;
  const attached = attachedBy(job);
  if (ending === 'notFound' && attached.length > 0) {
    return new Problem(
      'not-found',
      `There is no such channel, or a resource to attach does not exist: ${attached.join(', ')}.`,
      { job: id },
    );
  }
  if (workflow === 'updateChannel' && ending === 'live') {
    return new Problem(
      'channel-live',
      'IVS cannot update a channel while it is live. Send the request again with when=now to ' +
        'stop the stream first (with block=true also to keep the encoder out meanwhile), or ' +
        'with when=idle to update the channel after the natural end of the stream.',
      { job: id },
    );
  }
  if (ending === 'stillLive') {
    return new Problem(
      'channel-live',
      'The stream went on for longer than the job waits. The channel has not been changed.',
      { job: id },
    );
  }
  if (workflow === 'updateChannelNow' && error?.class === 'exhausted') {
    return new Problem(
      'job-exhausted',
      'Each time, the encoder came back before the channel could be updated. Send the ' +
        'request again with block=true to keep it out.',
      { job: id },
    );
  }
  return undefined;
}

/**
 * Updates a channel. Without `when`, a live channel is left alone and the answer explains the two
 * ways.
 */
export const updateChannel = defineRoute({
  key: 'PATCH /v1/channels/{channelId}',
  scope: 'channels:write',
  mutates: true,
  operations: ['UpdateChannel'],
  starts: {
    on: 'channel',
    workflows: [
      'updateChannel',
      'updateChannelNow',
      'updateChannelWhenIdle',
      'updateChannelBlocked',
    ],
    inputOf: (channel) => ({ channel }),
  },
  name: 'updateChannel',
  summary: 'Update a channel, live or idle',
  description:
    'Omitted fields keep their values; `""` detaches. An idle channel is updated at once. ' +
    'IVS cannot update a channel while it is live: `when=now` stops the stream first, ' +
    '`when=now&block=true` also takes the stream key away during the update (the channel ' +
    'gets a new one afterwards), and `when=idle` waits for the natural end of the stream.',
  answers: {
    200: { description: 'The updated channel.', schema: channelShown },
    202: jobAccepted,
  },
  problems: [...JOB_PROBLEMS, 'not-found', 'channel-live', 'precondition-failed', 'protected'],
  matches: true,
  example: { body: { latencyMode: 'NORMAL', recordingConfigurationArn: '' } },
  query,
  body: updateFields,
  answer: (call) =>
    performByJob(call, {
      workflow: workflowOf(call.query),
      subject: `channel/${call.parameters.channelId}`,
      input: { channel: call.body },
      precondition: unchangedChannel(call),
      done: (job) => changed(call, job),
      failed: explained,
    }),
});

/**
 * Returns whether a reading has the requested values. IVS may leave out values that are empty or
 * off, and keeps the members of an object that the request does not name.
 */
function shows(reading: unknown, asked: unknown): boolean {
  if (typeof asked !== 'object' || asked === null)
    return isDeepStrictEqual(reading, asked) || (!reading && !asked);
  const members = isRecord(reading) ? reading : {};
  return Object.entries(asked).every(([name, value]) => shows(members[name], value));
}

/** Returns the answer with the channel after the change. */
async function changed(call: Call<'channelId'>, job: Job): Promise<Answer | 'lagging'> {
  const { app, parameters, body } = call;
  const found = await readBack(
    call,
    job,
    () => readBackChannel(app, parameters.channelId),
    ({ channel }) => shows(channel, body),
  );
  if (found === 'lagging') return found;
  if (found === 'notFound')
    throw new Problem('not-found', 'The channel was updated and has been deleted since.', {
      job: job.id,
    });
  await found.keep();
  const shown = channelBody(found.channel);
  return { status: 200, headers: { etag: entityTagOf(shown) }, body: shown };
}
