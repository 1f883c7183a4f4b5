import { connect, type Socket } from 'node:net';

/** A request, as the bytes that are sent. */
export function requestOf(
  url: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Buffer {
  const lines = Object.entries({
    host: new URL(url).host,
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

/**
 * Sends a request again and again, on several connections at once, and returns the number of
 * answers per second. A connection sends the next request when it has the whole answer. The caller
 * does as little as possible, because it shares the machine with the server. It takes all answers
 * to be as long as the first one.
 * @param ms the time during which requests are sent
 * @throws Error for an answer other than 200
 */
export async function requestRate(
  url: string,
  request: Buffer,
  { connections, ms }: { connections: number; ms: number },
): Promise<number> {
  const { port } = new URL(url);
  const untilMs = performance.now() + ms;
  const beganMs = performance.now();
  const counts = await Promise.all(
    Array.from({ length: connections }, () =>
      answersOn(connect(Number(port), '127.0.0.1'), request, untilMs),
    ),
  );
  const answers = counts.reduce((sum, count) => sum + count, 0);
  return (answers * 1_000) / (performance.now() - beganMs);
}

function answersOn(socket: Socket, request: Buffer, untilMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let [answers, received, answerBytes] = [0, 0, 0];
    let first = '';
    socket.setNoDelay(true);
    socket.once('error', reject);
    socket.once('close', () => resolve(answers));
    socket.once('connect', () => socket.write(request));
    socket.on('data', (bytes) => {
      if (answerBytes === 0) {
        first += bytes.toString('latin1');
        answerBytes = lengthOf(first);
      } else if (received === 0 && bytes.toString('latin1', 9, 12) !== '200') {
        socket.destroy(new Error(bytes.toString('latin1')));
        return;
      }
      received += bytes.length;
      if (answerBytes === 0 || received < answerBytes) return;
      answers += 1;
      received = 0;
      if (performance.now() < untilMs) socket.write(request);
      else socket.destroy();
    });
  });
}

/** Returns the length of an answer by its head; 0 when the head has not arrived. */
function lengthOf(answer: string): number {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return 0;
  const [, body] = /\r\ncontent-length: ([0-9]+)\r\n/i.exec(answer) ?? [];
  if (!answer.startsWith('HTTP/1.1 200') || body === undefined) throw new Error(answer);
  return end + 4 + Number(body);
}
