import { isPartName, PARTS, type Options, type Part } from './parts.ts';
import type { Measured } from './report/figures.ts';

/**
 * `node bench/measuring.ts <part> <options as JSON>`: measures a part in a process of its own, and
 * sends its progress and result to the process that has started it (`bench/rounds.ts`).
 */

export type Message = { done: number; total: number } | { measured: Measured };

const [, , name = '', options = '{}'] = process.argv;
if (!isPartName(name)) throw new Error(`There is no part ${name}.`);
const send = (message: Message): void => void process.send?.(message);
const part: Part = PARTS[name];
const { measure } = await part.load();
const measured = await measure(JSON.parse(options) as Options, (done, total) =>
  send({ done, total }),
);
send({ measured });
process.disconnect?.();
