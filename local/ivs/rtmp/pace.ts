import type { Socket } from 'node:net';
import { systemClock } from '../../clock.ts';

/**
 * Media is read after pauses of this length, in ms. An encoder sends each frame by itself, and a
 * read costs more than what is done with the frame.
 */
const PAUSE_MS = 200;
/** The bytes of a read behind which there may be more, as Node reads (24). */
const READ_BYTES = 65_536;

/**
 * The connections that pause between two reads. All go on at the same time, so that one turn of the
 * event loop serves them. The pauses pass in real time, as the data of sockets comes in real time.
 */
export class Pace {
  readonly #paused = new Set<Socket>();
  /** The bytes that a connection had read, but not handed on, when its pause ended. */
  readonly #behind = new WeakMap<Socket, number>();

  /**
   * Lets a connection pause after it has read everything that had come.
   * @param size of what it has read, in bytes
   */
  rest(socket: Socket, size: number): void {
    const behind = this.#behind.get(socket) ?? 0;
    this.#behind.set(socket, Math.max(0, behind - size));
    if (behind > 0 || size >= READ_BYTES) return;
    socket.pause();
    if (this.#paused.size === 0) systemClock.after(PAUSE_MS, () => this.#goOn());
    this.#paused.add(socket);
  }

  #goOn(): void {
    for (const socket of this.#paused) {
      this.#behind.set(socket, socket.readableLength);
      socket.resume();
    }
    this.#paused.clear();
  }
}
