import type { Channel } from '../state/resources.ts';
import type { Breach, IngestConfiguration } from '../state/session.ts';
import type { Settings } from '../state/settings.ts';

/**
 * Returns the ingest limit of a channel that an encoder exceeds, judged by the known properties of
 * its video, in bits per second and pixels.
 */
export function ingestBreach(
  channel: Channel,
  { video }: IngestConfiguration,
  settings: Settings,
): Breach | undefined {
  const {
    videoWidth: width = 0,
    videoHeight: height = 0,
    targetBitrate: bitrate = 0,
  } = video ?? {};
  const bitrateMax = ingestBitrateMax(channel, Math.min(width, height), settings);
  const limits: Breach[] = [
    {
      limit: 'Ingest Resolution',
      value: settings.ingestPixelsMax,
      observed: width * height,
      unit: 'total pixels',
    },
    {
      limit: 'Ingest Resolution',
      value: settings.ingestEdgeMax,
      observed: Math.max(width, height),
      unit: 'pixels per edge',
    },
    { limit: 'Ingest Bitrate', value: bitrateMax, observed: bitrate, unit: 'bits per second' },
  ];
  return limits.find(({ value, observed }) => observed > value);
}

function ingestBitrateMax(
  { type, multitrackInputConfiguration }: Channel,
  lines: number,
  { ingestBitrateMax: max }: Settings,
): number {
  if (type === 'BASIC') return lines > 0 && lines <= 480 ? max.basicSd : max.basic;
  return type === 'STANDARD' && multitrackInputConfiguration.enabled ? max.multitrack : max.single;
}

/**
 * Returns the members of the event. The guide calls the limit `limit_name`, the schema registry and
 * deployed code call it `limit`; both are sent. `exceeded_by` is the observed less the allowed
 * value, as documented; AWS's samples of it disagree.
 */
export const breachDetail = ({
  limit,
  value,
  observed,
  unit,
}: Breach): Record<string, string | number> => ({
  limit_name: limit,
  limit,
  limit_value: value,
  exceeded_by: observed - value,
  limit_unit: unit,
});
