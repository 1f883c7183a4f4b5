import { createRequire } from 'node:module';

/**
 * The used part of node-media-server 4.4.3, which publishes no types: the RTMP protocol and nothing
 * around it. Its server would keep state for the whole process, write a history that holds stream
 * keys and log them, install signal handlers, exit the process when a port is taken, and hold a
 * publisher's place for 30 s by rules that are not those of IVS.
 */
interface Protocol {
  streamApp: unknown;
  streamName: unknown;
  /** The parameters after the `?` of the name. */
  streamQuery: Record<string, unknown>;
  streamId: number;
  onOutputCallback: (bytes: Buffer) => void;
  onPacketCallback: (packet: MediaPacket) => void;
  /**
   * The library answers a publisher before it asks anybody; replaced, so that a refused one is told
   * so.
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
  size: number;
  data: Buffer;
}

const require = createRequire(import.meta.url);
export const RtmpProtocol = require('node-media-server/src/protocol/rtmp.js') as new () => Protocol;
export const { decodeAmf0Data } = require('node-media-server/src/protocol/amf.js') as {
  decodeAmf0Data: (bytes: Buffer) => { dataObj?: Record<string, unknown> };
};
const logger = require('node-media-server/src/core/logger.js') as { log: (text: string) => void };
// It prints to stdout, and what it prints may hold stream keys.
logger.log = () => undefined;
