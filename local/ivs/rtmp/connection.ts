import type { Socket } from 'node:net';
import type { Clock } from '../../clock.ts';
import type { Broadcast } from '../media/broadcast.ts';
import type { Broadcasts } from '../media/broadcasts.ts';
import { readAudioTag, readVideoTag, type AudioTag, type VideoTag } from '../media/flv.ts';
import type { Places } from '../regions/regions.ts';
import type { Channel } from '../state/resources.ts';
import type { IngestConfiguration } from '../state/session.ts';
import type { Settings } from '../state/settings.ts';
import type { Streams } from '../streams/streams.ts';
import type { Certificate } from './certificate.ts';
import { ingestConfiguration, toldBy } from './media.ts';
import type { Pace } from './pace.ts';
import { decodeAmf0Data, RtmpProtocol, type MediaPacket } from './rtmpProtocol.ts';

const SCRIPT_DATA = 18;
const VIDEO_DATA = 9;
const AUDIO_DATA = 8;
/**
 * After this time without media, the stream counts as silent. Starvation is counted from the last
 * media.
 */
const QUIET_MS = 1_000;
/** A connection that the encoder does not close after its goodbye is closed after this time. */
const GOODBYE_MS = 5_000;
/** A connection that has not begun to publish within this time is closed. */
const PUBLISH_WITHIN_MS = 10_000;

/** The parts of an ingest that its connections share. */
export interface Ingest {
  clock: Clock;
  places: Places;
  settings: Settings;
  broadcasts: Broadcasts;
  /** Present: RTMPS, with this certificate. */
  certificate?: Certificate;
  pace: Pace;
  /** Whether it was printed that insecure connections are accepted. */
  lenience: { isTold: boolean };
}

const NOT_VALID = 'The stream key is not valid, or its channel has a publisher';
const NO_TAKEOVER = 'The stream cannot be taken over';
const INSECURE = 'The channel takes RTMPS only, because its insecureIngest is false';

/** Returns the name of an application as a client may read it. */
const named = (app: unknown): string =>
  String(app)
    .replaceAll(/[^ -~]/g, '?')
    .slice(0, 80);

/** The connection of one encoder, from its handshake to its end, whichever side ends it. */
export class Connection {
  readonly #ingest: Ingest;
  readonly #socket: Socket;
  readonly #protocol = new RtmpProtocol();
  /** The streams that the key belongs to. A takeover has no session before its first metadata. */
  #streams: Streams | undefined;
  #streamId: string | undefined;
  #broadcast: Broadcast | undefined;
  /** The codecs that IVS does not take, as the encoder last sent them. */
  readonly #unsupported = new Map<'video' | 'audio', string>();
  #hasMedia = false;
  #lastMediaMs = 0;
  #quiet = false;
  #windowBits = 0;
  #windowSinceMs = 0;
  #cancelTimer = (): void => undefined;

  constructor(ingest: Ingest, socket: Socket) {
    this.#ingest = ingest;
    this.#socket = socket;
  }

  open(): void {
    const socket = this.#socket;
    this.#cancelTimer = this.#ingest.clock.after(PUBLISH_WITHIN_MS, () => this.#hangUp());
    this.#protocol.onOutputCallback = (bytes) => void (socket.writable && socket.write(bytes));
    this.#protocol.onPacketCallback = (packet) => this.#media(packet);
    this.#protocol.respondPublish = () => this.#publish();
    this.#protocol.respondPlay = () =>
      this.#refuse('NetStream.Play.Failed', 'This is an ingest address');
    this.#protocol.onDeleteStream = () => this.#goodbye();
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
    socket.once('close', () => this.#gone());
    // Only the end of the connection matters, and the 'close' event that follows reports it.
    socket.on('error', () => socket.destroy());
  }

  #read(bytes: Buffer): void {
    if (!this.#socket.writable) return;
    try {
      if (this.#protocol.parserData(bytes) !== null) this.#socket.destroy();
      else if (this.#hasMedia) this.#ingest.pace.rest(this.#socket, bytes.length);
    } catch {
      // The parser throws on input that is not RTMP, which is treated as a broken encoder.
      this.#socket.destroy();
    }
  }

  /**
   * Handles a publish request. A takeover is decided when its media is known, that is at the first
   * metadata.
   */
  #publish(): void {
    const { streamApp, streamName, streamId, streamQuery } = this.#protocol;
    const key = String(streamName);
    const { streams, channel } =
      (this.#streams === undefined && streamApp === 'app'
        ? this.#ingest.places.ofStreamKey(key)
        : undefined) ?? {};
    if (channel && !this.#isSecureEnough(channel))
      return this.#refuse('NetStream.Publish.BadName', INSECURE);
    this.#streams = streams;
    const takesOver = streams?.isTaken(key) === true && streamQuery['priority'] !== undefined;
    const isAdmitted = takesOver
      ? streams.allowsTakeover(key, this.#priority() ?? 0)
      : streams !== undefined && this.#enter(streams);
    if (!isAdmitted) {
      const reason = takesOver ? NO_TAKEOVER : NOT_VALID;
      this.#refuse(
        'NetStream.Publish.BadName',
        streamApp === 'app' ? reason : `The application is "app", and not "${named(streamApp)}"`,
      );
      return;
    }
    this.#protocol.sendStatusMessage(streamId, 'status', 'NetStream.Publish.Start', 'Publishing');
    if (!takesOver) this.#watch();
  }

  /**
   * Returns whether the connection is as secure as the channel demands. Without the setting
   * `strictIngest` every connection is, because most encoders come without TLS to a simulator.
   */
  #isSecureEnough({ arn, insecureIngest }: Channel): boolean {
    const { certificate, settings, lenience } = this.#ingest;
    if (certificate || insecureIngest) return true;
    const outcome = settings.strictIngest ? 'refused' : 'accepted';
    if (settings.strictIngest || !lenience.isTold)
      process.stderr.write(
        `ivs-local: RTMP without TLS to ${arn} is ${outcome}; its insecureIngest is false` +
          `${settings.strictIngest ? '' : ', and IVS would refuse it, as --strict-ingest does'}\n`,
      );
    lenience.isTold = true;
    return !settings.strictIngest;
  }

  /** Returns false when the encoder is refused. */
  #enter(streams: Streams, ingest?: IngestConfiguration): boolean {
    const { streamName } = this.#protocol;
    const session = streams.connect({
      streamKeyValue: String(streamName),
      source: 'rtmp',
      priority: this.#priority(),
      ingest,
      cut: () => this.#cut(),
    });
    this.#streamId = session?.streamId;
    this.#broadcast =
      session && this.#ingest.broadcasts.open(session.streamId, session.channel.containerFormat);
    // After a takeover the tags come from another encoder.
    this.#broadcast?.interrupt();
    this.#lastMediaMs = this.#ingest.clock.now();
    this.#windowSinceMs = this.#lastMediaMs;
    return session !== undefined;
  }

  /** Returns the priority of `?priority=N`: NaN for a value that is not a number. */
  #priority(): number | undefined {
    const { priority } = this.#protocol.streamQuery;
    if (priority === undefined) return undefined;
    return typeof priority === 'string' && /^[0-9]+$/.test(priority)
      ? Number(priority)
      : Number.NaN;
  }

  /** Cuts the connection from our side: the session continues without this connection, or ends. */
  #cut(): void {
    this.#streamId = undefined;
    this.#hangUp();
  }

  #refuse(code: string, description: string): void {
    this.#protocol.sendStatusMessage(this.#protocol.streamId, 'error', code, description);
    this.#hangUp();
  }

  /**
   * Sends pending data, then closes both directions, so that an encoder that only writes notices
   * too.
   */
  #hangUp(): void {
    this.#cancelTimer();
    this.#socket.destroySoon();
  }

  #media(packet: MediaPacket): void {
    const streams = this.#streams;
    if (!streams) return;
    const data = packet.data.subarray(0, packet.size);
    const said =
      packet.codec_type === SCRIPT_DATA
        ? ingestConfiguration(decodeAmf0Data(data).dataObj)
        : undefined;
    if (this.#streamId === undefined) {
      if (said && this.#enter(streams, said)) this.#watch();
      else if (said) this.#refuse('NetStream.Publish.BadName', NO_TAKEOVER);
      return;
    }
    this.#lastMediaMs = this.#ingest.clock.now();
    if (this.#quiet) streams.recover(this.#streamId);
    this.#quiet = false;
    const known = said ?? this.#take(streams, packet.codec_type, data, packet.dts);
    if (known && this.#streamId !== undefined) streams.describe(this.#streamId, known);
    this.#measure(streams, packet.size);
  }

  /** Passes on the picture or the sound, and returns what the tag says about them. */
  #take(
    streams: Streams,
    type: number,
    data: Buffer,
    encoderMs: number,
  ): IngestConfiguration | undefined {
    if (type === AUDIO_DATA) {
      const tag = readAudioTag(data);
      this.#broadcast?.takeAudio(tag, encoderMs);
      return this.#news(tag, 'audio');
    }
    if (type !== VIDEO_DATA) return undefined;
    const tag = readVideoTag(data);
    this.#broadcast?.takeVideo(tag, encoderMs);
    this.#hasMedia = !this.#ingest.certificate;
    if (tag.kind === 'frame' && tag.isKey && this.#streamId !== undefined)
      streams.show(this.#streamId);
    return this.#news(tag, 'video');
  }

  /** Returns what a tag says, unless the tag before it said the same. */
  #news(tag: VideoTag | AudioTag, kind: 'video' | 'audio'): IngestConfiguration | undefined {
    if (tag.kind !== 'unsupported') return toldBy(tag, kind);
    if (this.#unsupported.get(kind) === tag.codec) return undefined;
    this.#unsupported.set(kind, tag.codec);
    return toldBy(tag, kind);
  }

  /**
   * Measures the actual bitrate over a window. It then replaces the bitrate that the encoder
   * announced.
   */
  #measure(streams: Streams, bytes: number): void {
    this.#windowBits += bytes * 8;
    const elapsedMs = this.#lastMediaMs - this.#windowSinceMs;
    if (elapsedMs < this.#ingest.settings.bitrateWindowMs || this.#streamId === undefined) return;
    streams.measure(this.#streamId, Math.round((this.#windowBits / elapsedMs) * 1_000));
    this.#windowBits = 0;
    this.#windowSinceMs = this.#lastMediaMs;
  }

  #watch(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#ingest.clock.after(QUIET_MS, () => {
      const overdue = this.#ingest.clock.now() - this.#lastMediaMs >= QUIET_MS;
      if (overdue && !this.#quiet && this.#streamId !== undefined)
        this.#streams?.lose(this.#streamId, this.#lastMediaMs);
      this.#quiet ||= overdue;
      this.#watch();
    });
  }

  /**
   * Handles a clean disconnect by the encoder, which then closes the connection itself. Some
   * encoders report an error if the server closes it first. A connection that breaks never gets
   * here.
   */
  #goodbye(): void {
    if (this.#streamId !== undefined) this.#streams?.disconnect(this.#streamId);
    this.#streamId = undefined;
    this.#streams = undefined;
    this.#cancelTimer();
    this.#cancelTimer = this.#ingest.clock.after(GOODBYE_MS, () => this.#hangUp());
  }

  #gone(): void {
    this.#cancelTimer();
    if (this.#streamId !== undefined) this.#streams?.lose(this.#streamId);
  }
}
