import { noSuchResource } from './existing.ts';
import type { World } from './world.ts';

type Tags = Record<string, string>;

/** A resource that carries tags, whatever its kind. */
interface Tagged {
  tags: Tags;
  setTags(tags: Tags): void;
}

/** @throws IvsError ResourceNotFoundException for what is not there, or of a kind that has no simulation here */
export function taggedResource({ state }: World, arn: string): Tagged {
  const channel = state.channels.get(arn);
  if (channel) return { tags: channel.channel.tags, setTags: (tags) => void state.channels.put(arn, { ...channel, channel: { ...channel.channel, tags } }) };
  const key = state.streamKeys.get(arn);
  if (key) return { tags: key.streamKey.tags, setTags: (tags) => void state.streamKeys.put(arn, { ...key, streamKey: { ...key.streamKey, tags } }) };
  return noSuchResource(arn);
}
