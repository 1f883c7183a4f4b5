import { localPlaybackUrl } from '../playback/localPlaybackUrl.ts';

/** The ports of the ingest; undefined: there is none of this kind. */
export interface IngestPorts {
  rtmp: number | undefined;
  rtmps: number | undefined;
}

interface Addresses {
  origin: string;
  ports: IngestPorts;
  /** Whether channels that demand RTMPS refuse RTMP. */
  isStrict: boolean;
}

/** A channel or a stream in the answer of an operation. */
type Addressed = { playbackUrl?: string; ingestEndpoint?: string; insecureIngest?: boolean };

/**
 * Replaces the addresses of IVS in an answer by local ones: those of a channel, of channels, of a
 * stream and of the channel of a stream session. The state keeps the addresses of IVS, so that a
 * restart on other ports leaves no stale ones behind. `ingestEndpoint` is a host, as in IVS, but
 * with a port: `rtmp://<ingestEndpoint>/app/<stream key>`, or `rtmps:` where the channel takes
 * nothing else. The SRT endpoint stays that of IVS, because ivs-local has no SRT.
 */
export function withLocalAddresses(answer: object, addresses: Addresses): object {
  const { channel, channels, stream, streamSession, ...rest } = answer as {
    channel?: Addressed;
    channels?: Addressed[];
    stream?: Addressed;
    streamSession?: { channel?: Addressed };
  };
  const local = (addressed: Addressed): Addressed => ({
    ...addressed,
    ...(addressed.playbackUrl !== undefined && {
      playbackUrl: localPlaybackUrl(addresses.origin, addressed.playbackUrl),
    }),
    ...(addressed.ingestEndpoint !== undefined && ingestOf(addressed, addresses)),
  });
  return {
    ...rest,
    ...(channel && { channel: local(channel) }),
    ...(channels && { channels: channels.map(local) }),
    ...(stream && { stream: local(stream) }),
    ...(streamSession && {
      streamSession: {
        ...streamSession,
        ...(streamSession.channel && { channel: local(streamSession.channel) }),
      },
    }),
  };
}

function ingestOf(
  { insecureIngest }: Addressed,
  { origin, ports: { rtmp, rtmps }, isStrict }: Addresses,
): Addressed {
  const port = isStrict && insecureIngest !== true ? rtmps : (rtmp ?? rtmps);
  return port === undefined ? {} : { ingestEndpoint: `${new URL(origin).hostname}:${port}` };
}
