import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { systemClock } from '../local/clock.ts';
import { createProgress } from '../local/progress.ts';
import type { Message } from './measuring.ts';
import { PARTS, type Options, type Part, type PartName } from './parts.ts';
import { partReportOf, type Measured, type PartReport } from './report/figures.ts';

/** The part of a process's output that is kept for the case that it fails. */
const OUTPUT_KEPT = 4_000;

/**
 * Measures a part of the benchmark, in processes of its own, and shows how far it is.
 * @param folder the project that is measured
 * @throws an Error with the end of the output when a process fails
 */
export async function measurePart(
  name: PartName,
  options: Options,
  folder: string,
  label: string = name,
): Promise<PartReport> {
  const { processes, atOnce }: Part = PARTS[name];
  const stands = Array.from({ length: processes }, () => ({ done: 0, total: 0 }));
  const progress = createProgress(label, 1, { clock: systemClock, output: process.stderr });
  const show = (): void => {
    const known = stands.filter(({ total }) => total > 0);
    const total = known.reduce((sum, one) => sum + one.total, 0);
    const all = known.length === 0 ? 1 : (total * processes) / known.length;
    progress.set(
      stands.reduce((sum, one) => sum + one.done, 0),
      Math.round(all),
    );
  };
  const measured: Measured[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < processes; index = next++)
      measured.push(
        await oneProcess(name, options, folder, (stand) => {
          stands[index] = stand;
          show();
        }),
      );
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, worker));
  } finally {
    progress.end();
  }
  return partReportOf(measured);
}

async function oneProcess(
  name: PartName,
  options: Options,
  folder: string,
  advance: (stand: { done: number; total: number }) => void,
): Promise<Measured> {
  const child = fork(join(folder, 'bench', 'measuring.ts'), [name, JSON.stringify(options)], {
    cwd: folder,
    silent: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: Buffer) => {
      output = `${output}${text.toString()}`.slice(-OUTPUT_KEPT);
    });
  let measured: Measured | undefined;
  child.on('message', (message: Message) => {
    if ('measured' in message) measured = message.measured;
    else advance(message);
  });
  const end = (): boolean => child.kill();
  process.once('exit', end);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0 || !measured)
      throw new Error(`${name} could not be measured (status ${code}):\n${output.trim()}`);
    return measured;
  } finally {
    process.off('exit', end);
  }
}
