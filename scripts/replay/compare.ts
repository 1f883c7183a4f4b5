import type { IvsEvent } from '../../local/ivs/state/events.ts';
import { detailName } from '../../local/ivs/state/events.ts';
import { millisecondsAt } from '../../local/clock.ts';
import type { Night } from './night.ts';
import { nameOf } from './said.ts';

/** An event of IVS, as it was or as it was played. */
export interface Told {
  readonly channelId: string;
  readonly name: string;
  /** Ms since the epoch. */
  readonly at: number;
}

export interface Comparison {
  /** The events of the journal that ivs-local has sent as well. */
  readonly same: number;
  /** The largest difference between the times of the same event, in ms. */
  readonly apartMs: number;
  readonly missing: readonly Told[];
  /** The events that only ivs-local has sent. */
  readonly extra: readonly Told[];
}

/** The same event may come this much earlier or later, in ms. */
const APART_MS_MAX = 60_000;

/** Compares the events of IVS in the journal with those that ivs-local has sent. */
export function compared({ channels, from, to }: Night, played: readonly IvsEvent[]): Comparison {
  const were = channels.flatMap(({ id, entries }) =>
    entries
      .filter(({ source, at }) => source === 'aws.ivs' && at >= from && at <= to)
      .map((entry): Told => ({ channelId: id, name: nameOf(entry), at: entry.at })),
  );
  const left = played
    .map(({ resources, detail, time }): Told => {
      const arn = resources[0] ?? '';
      const channelId = arn.slice(arn.lastIndexOf('/') + 1);
      return { channelId, name: detailName(detail), at: millisecondsAt(time) };
    })
    .filter(({ at }) => at <= to);
  const missing: Told[] = [];
  let [same, apartMs] = [0, 0];
  for (const told of were) {
    const at = left.findIndex(
      (other) =>
        other.channelId === told.channelId &&
        other.name === told.name &&
        Math.abs(other.at - told.at) <= APART_MS_MAX,
    );
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (found) {
      same++;
      apartMs = Math.max(apartMs, Math.abs(found.at - told.at));
    } else missing.push(told);
  }
  return { same, apartMs, missing, extra: left };
}
