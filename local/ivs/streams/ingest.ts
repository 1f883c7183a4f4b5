import { ingestBreach } from './limits.ts';
import { isPublishing, type IngestConfiguration, type SessionRecord } from '../state/session.ts';
import type { Settings } from '../state/settings.ts';

/**
 * Returns the session with the currently known properties of its video and audio. A limit that they
 * exceed makes the breach due a little later; a breach is dropped if the limit is kept again.
 */
export function described(
  session: SessionRecord,
  { video, audio }: IngestConfiguration,
  settings: Settings,
  nowMs: number,
): SessionRecord {
  const ingest = {
    ...session.ingest,
    ...(video && { video: { ...session.ingest?.video, ...video } }),
    ...(audio && { audio: { ...session.ingest?.audio, ...audio } }),
  };
  const { breach: before, ...rest } = session;
  const broken =
    settings.quotas && isPublishing(session)
      ? ingestBreach(session.channel, ingest, settings)
      : undefined;
  const breach = broken && { ...broken, atMs: before?.atMs ?? nowMs + settings.limitBreachMs };
  return { ...rest, ...(Object.keys(ingest).length > 0 && { ingest }), ...(breach && { breach }) };
}

/**
 * Returns the session with a breach if the measured bitrate, in bits per second, exceeds the limit.
 * The properties that the encoder stated are unchanged.
 */
export function measured(
  session: SessionRecord,
  bitrateBps: number,
  settings: Settings,
  nowMs: number,
): SessionRecord {
  if (!settings.quotas || !isPublishing(session) || session.breach) return session;
  const video = { ...session.ingest?.video, track: 'Track0', targetBitrate: bitrateBps };
  const broken = ingestBreach(session.channel, { ...session.ingest, video }, settings);
  return broken ? { ...session, breach: { ...broken, atMs: nowMs } } : session;
}
