import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { systemClock, type Clock } from '../clock.ts';
import { createRandom, type Random } from '../random.ts';
import { AdjustableClock } from './state/adjustableClock.ts';
import { Agenda } from './streams/timers.ts';
import { control, isControl } from './control/control.ts';
import { isStatusPage, statusPage } from './control/statusPage.ts';
import type { EncoderRequest, EncoderView } from './streams/encoders.ts';
import { Broadcasts } from './media/broadcasts.ts';
import { Events, type Chaos, type IvsEvent } from './state/events.ts';
import { Faults, type Fault } from './state/faults.ts';
import { lockFolder } from './state/lock.ts';
import { guardAgainstPages } from './api/callers.ts';
import { dispatch } from './api/dispatch.ts';
import { sendJson } from './api/http.ts';
import { Throttle } from './api/throttle.ts';
import { ReadLag } from './api/readLag.ts';
import type { RequestRecord } from './state/requestLog.ts';
import { Journal } from './state/journal.ts';
import { Latest } from './state/ringBuffer.ts';
import { listen, tryPort } from '../listen.ts';
import type { PutRecord } from './state/metadata.ts';
import { Places, sequenceIn } from './regions/regions.ts';
import { isPlayback, Playback } from './playback/playback.ts';
import { Viewers } from './streams/viewers.ts';
import { isRevoked } from './regions/revocations.ts';
import { certificateIn, type Certificate } from './rtmp/certificate.ts';
import { startRtmp, type Rtmp } from './rtmp/rtmp.ts';
import { JpegMaker } from './recording/jpeg.ts';
import { RecordingFiles } from './recording/recordingFiles.ts';
import { folderStorage } from './storage/folder.ts';
import { s3Storage, type S3Credentials } from './storage/s3.ts';
import { seedPlaces } from './control/seedResources.ts';
import { settingsFrom, type Settings } from './state/settings.ts';

export interface IvsLocalOptions {
  /**
   * The control API moves an AdjustableClock itself, so that everything else that uses the clock
   * moves too. Any other clock is not changed. Default: the clock of the machine.
   */
  clock?: Clock;
  /** 0 or absent: any free port. */
  port?: number;
  /** null or absent: no RTMP; 0: any free port. */
  rtmpPort?: number | null;
  /**
   * The address to listen on. Default: 127.0.0.1, which only programs of this machine reach.
   * `0.0.0.0` is for containers: every caller may read the stream keys.
   */
  host?: string;
  /**
   * The URL by which players and encoders reach ivs-local, when it is not `url`: the origin of the
   * playlists and of local addresses, and the name of the ingest.
   */
  publicUrl?: string;
  /** null or absent: no RTMPS; 0: any free port. */
  rtmpsPort?: number | null;
  /** The certificate of RTMPS. Default: one of its own, kept in the folder of the state. */
  certificate?: Certificate;
  /** The folder of the state; null or absent: the state is in memory only. */
  stateFolder?: string | null;
  /**
   * The region of requests without a signature, and of RTMP connections and tests that name no
   * region. Default: us-west-2.
   */
  region?: string;
  /** The account of access keys that have no account of their own. Default: 123456789012. */
  accountId?: string;
  /** Accounts by access key. An access key of twelve digits is itself the account. */
  accounts?: Record<string, string>;
  /**
   * The place of the files of recordings: a folder with one folder a bucket, or an S3 endpoint.
   * Absent: recordings are events only.
   */
  recordings?: string | { endpoint: URL; credentials: S3Credentials };
  /** The ffmpeg that makes the thumbnails of recordings. Default: that of the PATH. */
  ffmpeg?: string;
  /** Initial resources, created if there are no resources yet; see the README. */
  resources?: unknown;
  /** The seed that makes ids and chaos repeatable. */
  seed?: number;
  settings?: Partial<Settings>;
  /**
   * Receives each event; absent: events are only stored. A rejected delivery is retried, see
   * `deliveryRetryMs`.
   */
  deliver?: (event: IvsEvent) => Promise<void>;
}

export interface IvsLocal {
  url: string;
  port: number;
  /** The clock of everything that happens: it can be stopped and moved forward. */
  clock: Pick<AdjustableClock, 'now' | 'frozen' | 'freeze' | 'unfreeze' | 'advance'>;
  rtmpPort?: number;
  rtmpsPort?: number;
  /** The current settings. A changed member applies from the next step on. */
  settings: Settings;
  /** The latest events, oldest first, whether delivered or not; see `eventsKept`. */
  events(): IvsEvent[];
  requests(): RequestRecord[];
  /** Connects a simulated encoder and returns its id. */
  connectEncoder(o: EncoderRequest): string;
  disconnectEncoder(id: string, o?: { abrupt?: boolean }): void;
  encoders(): EncoderView[];
  setChaos(c: Partial<Chaos>): void;
  setFaults(f: Fault[]): void;
  /** Returns whether GetStream would return LIVE: from Stream Start to Stream End. */
  isLive(channelArn: string): boolean;
  close(): Promise<void>;
}

/** Returns the host of a URL for callers on this machine. */
function hostOfUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Starts the simulator, on 127.0.0.1 unless `host` says otherwise.
 * @throws Error with `code: 'EADDRINUSE'` and `port` when a port is taken; another Error when the
 * state folder is in use or damaged
 */
export async function startIvsLocal(options: IvsLocalOptions = {}): Promise<IvsLocal> {
  const server = createServer();
  // A client must not reuse a connection that the server is closing. Node's default of 5 s is
  // shorter than the limits of the SDKs.
  server.keepAliveTimeout = 65_000;
  // The port is opened first: a second instance must fail before it touches the state of the first.
  const port = await listen(server, options.port ?? 0, options.host);
  let unlock = async (): Promise<void> => undefined;
  try {
    for (const ingest of [options.rtmpPort, options.rtmpsPort])
      if (ingest) await tryPort(ingest, options.host);
    if (options.stateFolder) unlock = await lockFolder(options.stateFolder);
    return await serve(server, port, options, unlock);
  } catch (error) {
    await stopListening(server);
    await unlock();
    throw error;
  }
}

async function serve(
  server: Server,
  port: number,
  options: IvsLocalOptions,
  unlock: () => Promise<void>,
): Promise<IvsLocal> {
  const { clock: base = systemClock, host = '127.0.0.1' } = options;
  const url = `http://${hostOfUrl(host)}:${port}`;
  const origin = new URL(options.publicUrl ?? url).origin;
  const clock = base instanceof AdjustableClock ? base : new AdjustableClock(base);
  const home = {
    region: options.region ?? 'us-west-2',
    accountId: options.accountId ?? '123456789012',
  };
  const accounts = new Map(Object.entries(options.accounts ?? {}));
  const settings = settingsFrom(options.settings);
  const journal =
    typeof options.stateFolder === 'string' ? new Journal(options.stateFolder) : undefined;
  // After a restart, the same seed must not repeat the ids that it gave before.
  const before = sequenceIn(journal?.snapshot ?? new Map());
  const seeded = (nth: number): Random =>
    createRandom(options.seed === undefined ? undefined : options.seed + 1_000_003 * before + nth);
  const random = seeded(0);
  const events = new Events({ clock, random: seeded(1), settings, deliver: options.deliver });
  const viewers = new Viewers({
    clock,
    random,
    settings,
    events,
    liveStream: (channelArn) => places.ofArn(channelArn).world.streams.live(channelArn)?.streamId,
    revokedOn(channelArn) {
      const { world } = places.ofArn(channelArn);
      return world.state.revocations.of(channelArn).length === 0
        ? () => false
        : (...viewer) => isRevoked(world, channelArn, ...viewer);
    },
  });
  const [faults, throttle, readLag, lateCalls] = [
    new Faults(random),
    new Throttle(clock, settings),
    new ReadLag(),
    new Agenda(clock),
  ];
  const broadcasts = new Broadcasts(clock);
  const metadata = new Latest<PutRecord>(() => settings.metadataKept);
  const requests = new Latest<RequestRecord>(() => settings.requestsKept);
  const recordingFiles = recordingFilesOf(options, { clock, broadcasts, metadata });
  const places = new Places({
    clock,
    random,
    settings,
    events,
    broadcasts,
    recordingFiles,
    faults,
    viewers,
    metadata,
    origin,
    journal,
    home,
    accounts,
  });
  const playback = new Playback(places, viewers);
  const begin = (): void => {
    places.resume();
    if (options.resources !== undefined) seedPlaces(places, options.resources);
  };
  const stop = (): void => {
    lateCalls.clear();
    for (const part of [places, broadcasts, events, journal]) part?.close();
  };
  let rtmp: Rtmp | undefined;
  let rtmps: Rtmp | undefined;
  const parts = {
    clock,
    places,
    events,
    viewers,
    broadcasts,
    recordingFiles,
    playback,
    requests,
    faults,
    lateCalls,
    metadata,
    settings,
    initialSettings: options.settings,
    begin,
  };
  const refused = guardAgainstPages(origin);
  server.on('request', (request, response) => {
    const { url = '/', headers } = request;
    if (isPlayback(url)) return playback.handle(request, response);
    const reason = refused(headers);
    if (reason !== undefined) return refuse(request, response, reason);
    if (isControl(url)) void control(parts, request, response);
    else if (isStatusPage(request)) statusPage(request, response, origin);
    else
      void dispatch(
        {
          world: places.ofRequest(headers).world,
          throttle,
          requests,
          readLag,
          lateCalls,
          ports: { rtmp: rtmp?.port, rtmps: rtmps?.port },
        },
        request,
        response,
      );
  });
  try {
    begin();
    const ingest = { clock, host, places, settings, broadcasts };
    if (typeof options.rtmpPort === 'number')
      rtmp = await startRtmp({ ...ingest, port: options.rtmpPort });
    if (typeof options.rtmpsPort === 'number')
      rtmps = await startRtmp({
        ...ingest,
        port: options.rtmpsPort,
        certificate: options.certificate ?? (await certificateIn(options.stateFolder ?? undefined)),
      });
  } catch (error) {
    await rtmp?.close();
    stop();
    throw error;
  }
  let closed: Promise<void> | undefined;
  return {
    url,
    port,
    clock,
    ...(rtmp && { rtmpPort: rtmp.port }),
    ...(rtmps && { rtmpsPort: rtmps.port }),
    settings,
    events: () => events.all(),
    requests: () => requests.all(),
    connectEncoder: (request: EncoderRequest) =>
      places.ofArn(request.channelArn).encoders.connect(request),
    disconnectEncoder: (id, { abrupt = false } = {}) =>
      void places.all().some(({ encoders }) => encoders.disconnect(id, abrupt)),
    encoders: () => places.all().flatMap(({ encoders }) => encoders.views()),
    setChaos: (chaos) => events.setChaos(chaos),
    setFaults: (list) => faults.set(list),
    isLive: (channelArn) => places.ofArn(channelArn).world.streams.live(channelArn) !== undefined,
    close: () =>
      (closed ??= stopListening(server)
        .then(() => Promise.all([rtmp?.close(), rtmps?.close()]))
        .then(stop)
        .then(() => recordingFiles?.close())
        .then(unlock)),
  };
}

/** Answers a request that is not looked at. */
function refuse(request: IncomingMessage, response: ServerResponse, message: string): void {
  request.resume();
  sendJson(response, 403, { message }, { 'x-amzn-errortype': 'AccessDeniedException' });
}

function recordingFilesOf(
  { recordings, ffmpeg = 'ffmpeg' }: IvsLocalOptions,
  parts: { clock: Clock; broadcasts: Broadcasts; metadata: Latest<PutRecord> },
): RecordingFiles | undefined {
  if (recordings === undefined) return undefined;
  const storage =
    typeof recordings === 'string'
      ? folderStorage(recordings)
      : s3Storage(recordings.endpoint, recordings.credentials);
  return new RecordingFiles({ ...parts, storage, jpegs: new JpegMaker(ffmpeg) });
}

function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
