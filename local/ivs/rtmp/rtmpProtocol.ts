import amf from 'node-media-server/src/protocol/amf.js';
import logger from 'node-media-server/src/core/logger.js';
import rtmp from 'node-media-server/src/protocol/rtmp.js';

/**
 * The part of node-media-server 4.4.3 that is used, which publishes no types: only the RTMP
 * protocol. Its server would keep state for the whole process, write a history that contains stream
 * keys and log them, install signal handlers, exit the process when a port is taken, and hold a
 * publisher's place for 30 s by rules that differ from those of IVS.
 */
interface Protocol {
  streamApp: unknown;
  streamName: unknown;
  /** The parameters after the `?` of the stream name. */
  streamQuery: Record<string, unknown>;
  streamId: number;
  onOutputCallback: (bytes: Buffer) => void;
  onPacketCallback: (packet: MediaPacket) => void;
  /**
   * The library answers a publisher before it asks for a decision. The method is replaced, so that
   * a refused publisher receives a refusal.
   */
  respondPublish: () => void;
  respondPlay: () => void;
  onDeleteStream: () => void;
  parserData(bytes: Buffer): string | null;
  sendStatusMessage(
    streamId: number,
    level: 'status' | 'error',
    code: string,
    description: string,
  ): void;
}

export interface MediaPacket {
  codec_type: number;
  /** The time of the tag on the encoder's clock, in ms. */
  dts: number;
  size: number;
  /** It is used again for the next packet. */
  data: Buffer;
}

export const RtmpProtocol = rtmp as new () => Protocol;
export const { decodeAmf0Data } = amf as {
  decodeAmf0Data: (bytes: Buffer) => { dataObj?: Record<string, unknown> };
};
// The library prints to stdout, and its output may contain stream keys.
(logger as { log: (text: string) => void }).log = () => undefined;
