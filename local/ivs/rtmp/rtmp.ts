import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { listen } from '../../listen.ts';
import { Connection, type Ingest } from './connection.ts';
import { Pace } from './pace.ts';

/** A connection that pauses reads no more than once until it has this many bytes. */
const PAUSED_BYTES = 1;

export interface Rtmp {
  port: number;
  close(): Promise<void>;
}

/**
 * Accepts `rtmp://127.0.0.1:<port>/app/<stream key>[?priority=N]` from any encoder, or `rtmps:` if
 * there is a certificate.
 * @param port 0: any free port
 * @throws Error with `code: 'EADDRINUSE'` and `port` when the port is taken, or an Error of OpenSSL
 * for a certificate that cannot be used
 */
export async function startRtmp({
  port,
  host,
  ...parts
}: Omit<Ingest, 'lenience' | 'pace'> & { port: number; host: string }): Promise<Rtmp> {
  const ingest: Ingest = { ...parts, pace: new Pace(), lenience: { isTold: false } };
  const sockets = new Set<Socket>();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  const accept = (socket: Socket): void => {
    track(socket);
    new Connection(ingest, socket).open();
  };
  const { certificate } = ingest;
  const server = certificate
    ? createTlsServer({ ...certificate, minVersion: 'TLSv1.2' }, accept)
    : createServer({ highWaterMark: PAUSED_BYTES }, accept);
  // A connection that has not finished its handshake is not accepted yet.
  if (certificate) server.on('connection', track).on('tlsClientError', reportHandshake());
  return {
    port: await listen(server, port, host),
    async close() {
      // The server closes before its sockets have reported their end, and those reports are still
      // needed.
      const closed = [...sockets].map(
        (socket) => new Promise((resolve) => void socket.once('close', resolve).destroy()),
      );
      await Promise.all([...closed, new Promise((resolve) => void server.close(resolve))]);
    },
  };
}

/** Prints each kind of failed handshake once: encoders show little more than "cannot connect". */
function reportHandshake(): (error: NodeJS.ErrnoException) => void {
  const reported = new Set<string>();
  return ({ code = '', message }) => {
    if (reported.has(code)) return;
    reported.add(code);
    process.stderr.write(
      `ivs-local: an encoder and the RTMPS ingest found no way to talk (${code || message}); an ` +
        'encoder that checks certificates must be told to trust this one\n',
    );
  };
}
