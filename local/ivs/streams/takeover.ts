import type { IngestConfiguration, SessionRecord } from '../state/session.ts';
import type { Settings } from '../state/settings.ts';

/** The reason why IVS refuses a takeover (the code of `Stream Takeover Failure`). */
export type TakeoverFailure =
  'StreamTakeoverInvalidPriority' | 'StreamTakeoverLimitBreached' | 'StreamTakeoverMediaMismatch';

const PRIORITY_MAX = 2_147_483_647;

/**
 * Returns the reason why a publisher may not take over `session`; undefined when it may. Its
 * priority must be above that of the stream, if the stream has one, and its media must be the same.
 * A property that is unknown on either side counts as the same.
 * @param priority the priority of `?priority=N`; NaN for a value that is not a number
 */
export function takeoverFailure(
  session: SessionRecord,
  priority: number,
  ingest: IngestConfiguration | undefined,
  settings: Settings,
): TakeoverFailure | undefined {
  if (
    !Number.isInteger(priority) ||
    priority < 1 ||
    priority > PRIORITY_MAX ||
    priority <= (session.priority ?? 0)
  )
    return 'StreamTakeoverInvalidPriority';
  if (settings.quotas && (session.takeovers ?? 0) >= settings.takeoversPerStreamMax)
    return 'StreamTakeoverLimitBreached';
  return sameMedia(session.ingest, ingest) ? undefined : 'StreamTakeoverMediaMismatch';
}

/** Returns whether the resolutions and the codecs are the same. */
export function sameMedia(
  a: IngestConfiguration | undefined,
  b: IngestConfiguration | undefined,
): boolean {
  const same = (one: unknown, other: unknown): boolean =>
    one === undefined || other === undefined || one === other;
  const sameVideo = (['codec', 'videoWidth', 'videoHeight'] as const).every((member) =>
    same(a?.video?.[member], b?.video?.[member]),
  );
  return sameVideo && same(a?.audio?.codec, b?.audio?.codec);
}
