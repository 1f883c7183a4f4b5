import { ingestBreach } from './limits.ts';
import { isPublishing, type IngestConfiguration, type SessionRecord } from '../state/session.ts';
import type { Settings } from '../state/settings.ts';

/**
 * The session with what is known of its video and audio now; a limit that this breaks is due a
 * little later, one that it keeps again is forgiven.
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
 * The session with what a measurement of its bitrate, in bits per second, says against it; what the
 * encoder said stays.
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
