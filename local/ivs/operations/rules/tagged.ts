import { ivsError } from '../../protocol/errors.ts';
import type { Ordered, Table } from '../../state/table.ts';
import type { World } from '../../regions/region.ts';

type Tags = Record<string, string>;

/** A resource of any type that carries tags. */
interface Tagged {
  tags: Tags;
  setTags(tags: Tags): void;
}

/** Finds a resource of one type; the records hold it under `member`. */
function among<Member extends string, R extends Ordered & Record<Member, { tags: Tags }>>(
  table: Table<R>,
  member: Member,
  arn: string,
): Tagged | undefined {
  const record = table.get(arn);
  return (
    record && {
      tags: record[member].tags,
      setTags: (tags) => void table.put(arn, { ...record, [member]: { ...record[member], tags } }),
    }
  );
}

/** @throws IvsError ResourceNotFoundException */
export function taggedResource({ state }: World, arn: string): Tagged {
  const found =
    among(state.channels, 'channel', arn) ??
    among(state.streamKeys, 'streamKey', arn) ??
    among(state.recordingConfigurations, 'recordingConfiguration', arn) ??
    among(state.playbackKeyPairs, 'playbackKeyPair', arn) ??
    among(state.playbackRestrictionPolicies, 'playbackRestrictionPolicy', arn) ??
    among(state.adConfigurations, 'adConfiguration', arn);
  if (!found) throw ivsError('ResourceNotFoundException', `Resource: ${arn} not found`);
  return found;
}
