import { nextRound } from '../stillness.ts';
import type { World } from '../world.ts';

export interface Request {
  method: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answered {
  request: Request;
  status: number;
  /** The job that the answer is about, if it names one. */
  jobId: string | undefined;
  text: string;
}

const HEADER = 'x-simulation-request';

/**
 * Callers of the HTTP API who do not wait for one another. The order in which answers arrive
 * follows from the world alone, not from the network.
 */
export class Caller {
  readonly #world: World;
  readonly #open = new Map<
    number,
    { request: Request; answer: Promise<Response>; done: boolean }
  >();
  #count = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Makes a request. Returns when its function is about to make its first call, or has no call to
   * make.
   */
  async send(request: Request): Promise<void> {
    const { method, path, body, headers = {} } = request;
    const number = this.#count++;
    const token = await this.#world.stack.issuer.mint({});
    const asked = {
      request,
      done: false,
      answer: fetch(`${this.#world.stack.url}${path}`, {
        method,
        headers: {
          ...headers,
          authorization: `Bearer ${token}`,
          [HEADER]: String(number),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }).finally(() => {
        asked.done = true;
      }),
    };
    this.#open.set(number, asked);
    while (!asked.done && !this.#runs(number)) await nextRound();
    await this.#world.still();
  }

  /** Returns the answers to all requests whose functions have ended. */
  async answers(): Promise<Answered[]> {
    const answered: Answered[] = [];
    for (const [number, { request, answer }] of this.#open) {
      if (this.#runs(number)) continue;
      this.#open.delete(number);
      const { status, headers, text } = await answer.then(async (response) => ({
        status: response.status,
        headers: response.headers,
        text: await response.text(),
      }));
      const jobId = /(?:\/v1\/jobs\/|"jobId":")([\w-]+)/.exec(
        `${headers.get('location') ?? ''} ${headers.get('link') ?? ''} ${text}`,
      )?.[1];
      answered.push({ request, status, jobId, text });
    }
    return answered;
  }

  get waiting(): number {
    return this.#open.size;
  }

  #runs(number: number): boolean {
    return this.#world.running.some(
      ({ payload }) =>
        (payload as { headers?: Record<string, string> }).headers?.[HEADER] === String(number),
    );
  }
}
