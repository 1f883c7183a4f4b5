import type { Call } from '../http/route.ts';
import { entityTagOf, names } from '../http/conditional.ts';
import { Overtaken, type Precondition } from '../http/jobMutation.ts';
import { noChannel } from '../http/problems.ts';
import { Problem } from '../errors.ts';
import { knownChannel } from '../readModel/channels.ts';
import { jobOfChannel, jobMarkOf } from '../readModel/states.ts';
import { channelBody } from './channelSchemas.ts';

/**
 * Returns the condition that a channel still has an entity tag of `If-Match`; undefined without
 * that header. IVS is asked, because a change from outside may not be known. The job that changes
 * the channel then follows only the job that the channel had before it was read, so no change of
 * ours comes between.
 */
export function unchangedChannel({
  app,
  parameters: { channelId },
  preferences: { ifMatch },
}: Pick<Call<'channelId'>, 'app' | 'parameters' | 'preferences'>): Precondition | undefined {
  if (ifMatch === undefined) return undefined;
  let stamp: string | undefined;
  return {
    async check() {
      stamp = (await jobOfChannel(app, channelId)).stamp;
      const { value } = await knownChannel(app, channelId, true);
      if (!value) throw noChannel(channelId);
      const entityTag = entityTagOf(channelBody(value));
      if (!names(ifMatch, entityTag, true))
        throw new Problem(
          'precondition-failed',
          names(ifMatch, entityTag)
            ? `A weak tag names no state in \`If-Match\`. Send ${entityTag}, without \`W/\`.`
            : `The channel ${channelId} has changed. Its entity tag is ${entityTag} now.`,
        );
    },
    confirm(current) {
      if (jobMarkOf(current).stamp !== stamp) throw new Overtaken();
    },
  };
}
