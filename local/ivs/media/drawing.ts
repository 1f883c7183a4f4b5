import { dateAt } from '../../clock.ts';
import { CHARACTER_DOTS, columnsOf } from './font.ts';

/** The size of the picture of a simulated encoder, in pixels. */
export const WIDTH = 320;
export const HEIGHT = 180;
/** The picture is coded in whole blocks of 16 × 16. */
export const BLOCK = 16;
export const COLUMNS = WIDTH / BLOCK;
export const ROWS = Math.ceil(HEIGHT / BLOCK);

const LINE = COLUMNS * BLOCK;
const DARK = 40;
const BRIGHT = 220;
const BAR = 150;
const BAR_ROW = ROWS - 3;
/** The bar crosses the picture in this time, in ms. */
const BAR_MS = 4_000;

/**
 * Draws the brightness of each pixel: the name of the channel, the time of day in UTC and a bar
 * that moves.
 * @param atMs the time, in ms since the epoch
 */
export function draw(name: string, atMs: number): Uint8Array {
  const luma = new Uint8Array(LINE * ROWS * BLOCK).fill(DARK);
  write(luma, name, 16, 16, 2);
  write(luma, dateAt(atMs).toISOString().slice(11, 21), 16, 64, 4);
  const column = Math.floor(((atMs % BAR_MS) / BAR_MS) * COLUMNS);
  for (let y = BAR_ROW * BLOCK; y < (BAR_ROW + 1) * BLOCK; y++)
    luma.fill(BAR, y * LINE + column * BLOCK, y * LINE + (column + 1) * BLOCK);
  return luma;
}

function write(luma: Uint8Array, text: string, left: number, top: number, scale: number): void {
  const room = Math.floor((WIDTH - left) / (CHARACTER_DOTS * scale));
  for (const [n, character] of text.slice(0, room).split('').entries())
    for (const [column, dots] of columnsOf(character).entries())
      for (let row = 0; row < 7; row++) {
        if (((dots >> row) & 1) === 0) continue;
        const x = left + (n * CHARACTER_DOTS + column) * scale;
        const y = top + row * scale;
        for (let line = y; line < y + scale; line++)
          luma.fill(BRIGHT, line * LINE + x, line * LINE + x + scale);
      }
}
