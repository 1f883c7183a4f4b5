import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';

/** The place and time of a measurement. */
export interface Machine {
  readonly measuredAt: string;
  readonly commit: string;
  readonly node: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  /** The mean number of programs that wanted to run in the minute before. */
  readonly load: number;
}

/** Describes the machine before anything is measured. */
export function machineIn(folder: string): Machine {
  const processors = cpus();
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return {
    measuredAt: new Date().toISOString(),
    commit: commit.trim(),
    node: process.version,
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}
