import { localPlaybackUrl } from '../playback/localPlaybackUrl.ts';

/** The addresses where this machine plays and takes in; without RTMP it takes in nothing. */
interface Addresses {
  origin: string;
  rtmpPort: number | undefined;
}

/** A channel, or a stream, as an operation answers it. */
type Addressed = { playbackUrl?: string; ingestEndpoint?: string };

/**
 * An answer of an operation with the addresses of this machine in the place of those of IVS: of a
 * channel, of channels, of a stream and of the channel of a stream session. The state keeps those
 * of IVS, so that a restart on other ports leaves no wrong ones behind. `ingestEndpoint` stays what
 * it is at IVS, a host, here with its port: `rtmp://<ingestEndpoint>/app/<stream key>`. The SRT
 * endpoint stays IVS's, because there is no SRT here.
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
    ...(addressed.ingestEndpoint !== undefined &&
      addresses.rtmpPort !== undefined && { ingestEndpoint: `127.0.0.1:${addresses.rtmpPort}` }),
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
