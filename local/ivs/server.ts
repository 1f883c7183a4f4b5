import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../clock.ts';
import { createRandom, type Random } from '../random.ts';
import { control, isControl } from './control.ts';
import { Encoders, type EncoderRequest, type EncoderView } from './encoders.ts';
import { Events, type Chaos, type IvsEvent } from './events.ts';
import { Faults, type Fault } from './faults.ts';
import { lockFolder } from './lock.ts';
import { dispatch } from './protocol/dispatch.ts';
import { Throttle } from './protocol/throttle.ts';
import { RequestLog, type RequestRecord } from './requests.ts';
import { startRtmp, type Rtmp } from './rtmp.ts';
import { settingsFrom, type Settings } from './settings.ts';
import { State } from './state.ts';
import { Streams } from './streams.ts';

export interface IvsLocalOptions {
  clock: Clock;
  /** 0 or absent: any free port. */
  port?: number;
  /** null or absent: no RTMP; 0: any free port. */
  rtmpPort?: number | null;
  /** Where state is kept; null or absent: only in memory. */
  stateFolder?: string | null;
  /** Default: us-west-2. */
  region?: string;
  /** Default: 123456789012. */
  accountId?: string;
  /** Makes ids and chaos repeat. */
  seed?: number;
  settings?: Partial<Settings>;
  /** Where events go; absent: they are only kept. A rejection is tried again, see `deliveryRetryMs`. */
  deliver?: (event: IvsEvent) => Promise<void>;
}

export interface IvsLocal {
  url: string;
  port: number;
  rtmpPort?: number;
  /** The settings in force; changing a member takes effect from the next step on. */
  settings: Settings;
  /** Every event there was, oldest first, delivered or not. */
  events(): IvsEvent[];
  requests(): RequestRecord[];
  /** Connects a simulated encoder and gives its id. */
  connectEncoder(o: { channelArn: string; streamKey?: string; reconnectAfterMs?: number }): string;
  disconnectEncoder(id: string, o?: { abrupt?: boolean }): void;
  encoders(): EncoderView[];
  setChaos(c: Partial<Chaos>): void;
  setFaults(f: Fault[]): void;
  /** Whether GetStream would say LIVE: from Stream Start to Stream End. */
  isLive(channelArn: string): boolean;
  close(): Promise<void>;
}

/**
 * Starts the simulator on 127.0.0.1.
 * @throws Error with `code: 'EADDRINUSE'` and `port` when a port is taken; another when the state folder is in use or damaged
 */
export async function startIvsLocal(options: IvsLocalOptions): Promise<IvsLocal> {
  const server = createServer();
  // The port first: a second instance must fail before it touches the state of the first.
  await listen(server, options.port ?? 0);
  let unlock = async (): Promise<void> => undefined;
  try {
    if (options.stateFolder) unlock = await lockFolder(options.stateFolder);
    return await serve(server, options, unlock);
  } catch (error) {
    await stopListening(server);
    await unlock();
    throw error;
  }
}

async function serve(server: Server, options: IvsLocalOptions, unlock: () => Promise<void>): Promise<IvsLocal> {
  const { clock } = options;
  const place = { region: options.region ?? 'us-west-2', accountId: options.accountId ?? '123456789012' };
  const settings = settingsFrom(options.settings);
  const state = new State(options.stateFolder ?? null);
  // A restart must not give the ids again that the same seed gave before it.
  const seeded = (nth: number): Random => createRandom(options.seed === undefined ? undefined : options.seed + 1_000_003 * state.sequence + nth);
  const random = seeded(0);
  const events = new Events({ clock, random: seeded(1), settings, place, deliver: options.deliver });
  const streams = new Streams({ clock, random, settings, state, events });
  const encoders = new Encoders({ clock, random, state, streams });
  const requests = new RequestLog(settings);
  const world = { clock, random, settings, place, state, streams, faults: new Faults(random) };
  const parts = { world, events, encoders, requests, throttle: new Throttle(clock, settings) };
  streams.resume();
  encoders.resume();
  server.on('request', (request, response) => {
    void (isControl(request.url ?? '/') ? control(parts, request, response) : dispatch(parts, request, response));
  });
  const stop = (): void => {
    for (const part of [encoders, streams, events, state]) part.close();
  };
  let rtmp: Rtmp | undefined;
  try {
    if (typeof options.rtmpPort === 'number') rtmp = await startRtmp({ clock, port: options.rtmpPort, streams });
  } catch (error) {
    stop();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    ...(rtmp && { rtmpPort: rtmp.port }),
    settings,
    events: () => events.all(),
    requests: () => requests.all(),
    connectEncoder: (request: EncoderRequest) => encoders.connect(request),
    disconnectEncoder: (id, { abrupt = false } = {}) => void encoders.disconnect(id, abrupt),
    encoders: () => encoders.views(),
    setChaos: (chaos) => events.setChaos(chaos),
    setFaults: (faults) => world.faults.set(faults),
    isLive: (channelArn) => streams.live(channelArn) !== undefined,
    close: () => (closed ??= stopListening(server).then(() => rtmp?.close()).then(stop).then(unlock)),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
