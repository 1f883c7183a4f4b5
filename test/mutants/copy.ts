import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { planted } from './places.ts';

/** One test of a run: its file within the project, its full name, and how it ended. */
export interface TestResult {
  readonly file: string;
  readonly name: string;
  readonly status: string;
}

/** A run of vitest. `tests` is empty when no file of the run could be loaded. */
export interface Run {
  readonly ok: boolean;
  readonly timedOut: boolean;
  readonly tests: readonly TestResult[];
  /** The output of a run that went wrong without a result. */
  readonly printed: string;
}

interface Report {
  testResults: {
    name: string;
    message?: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}

const escaped = (name: string): string => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A copy of the tracked files of the project in a temporary folder, in which tests run. */
export class Copy {
  readonly #folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  #stop: (() => void) | undefined;

  constructor() {
    // Git may trust a checkout that belongs to another user here, because the checkout is only
    // read.
    const listed = spawnSync('git', ['-c', 'safe.directory=*', 'ls-files', '-z'], {
      encoding: 'utf8',
    });
    if (listed.status !== 0)
      throw new Error('git does not list the files of the project.', {
        cause: listed.error ?? listed.stderr,
      });
    const files = listed.stdout.split('\0').filter((file) => file !== '' && existsSync(file));
    for (const file of files) cpSync(file, join(this.#folder, file));
    symlinkSync(resolve('node_modules'), join(this.#folder, 'node_modules'));
  }

  /** Stops the tests that run in the copy, and removes it. */
  close(): void {
    this.#stop?.();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /**
   * Changes a text that occurs once in a file.
   * @returns the function that undoes the change; or the number of occurrences when it is not one
   */
  plant({
    file,
    find,
    replace,
  }: {
    file: string;
    find: string;
    replace: string;
  }): (() => void) | number {
    const path = join(this.#folder, file);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const mutated = planted(text, { find, replace });
    if (typeof mutated === 'number') return mutated;
    writeFileSync(path, mutated);
    return () => writeFileSync(path, text);
  }

  /**
   * Runs the tests in some files whose names contain one of the given names, and stops at the first
   * failure.
   */
  async run(files: readonly string[], names: readonly string[], timeoutMs: number): Promise<Run> {
    const report = join(this.#folder, 'report.json');
    rmSync(report, { force: true });
    const options = [
      '--bail',
      '1',
      '--reporter',
      'json',
      '--outputFile',
      report,
      '-t',
      names.map(escaped).join('|'),
    ];
    const vitest = join('node_modules', 'vitest', 'vitest.mjs');
    // The child gets a process group of its own, because vitest has workers that must end with it.
    const child = spawn(process.execPath, [vitest, 'run', ...options, ...files], {
      cwd: this.#folder,
      env: {
        ...process.env,
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
        GENERATED: 'all',
        NODE_COMPILE_CACHE: join(this.#folder, '.compiled'),
      },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const printed: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
    let timedOut = false;
    this.#stop = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL');
    const timer = setTimeout(() => {
      timedOut = true;
      this.#stop?.();
    }, timeoutMs);
    const code = await new Promise<number | null>((ended) => void child.once('close', ended));
    clearTimeout(timer);
    this.#stop = undefined;
    const { testResults } = existsSync(report)
      ? (JSON.parse(readFileSync(report, 'utf8')) as Report)
      : { testResults: [] };
    return {
      ok: code === 0,
      timedOut,
      tests: testResults.flatMap(({ name: path, assertionResults }) =>
        assertionResults.map(({ fullName, status }) => ({
          file: path.slice(path.lastIndexOf('/test/') + 1),
          name: fullName,
          status,
        })),
      ),
      printed: [...testResults.map(({ message = '' }) => message), ...printed].join('\n').trim(),
    };
  }
}
