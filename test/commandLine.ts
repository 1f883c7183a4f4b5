import type { Io } from '../cli/io.ts';
import { main } from '../cli/main.ts';
import type { World } from './world.ts';

/** The surroundings of one run of the command line. */
export interface Around {
  /** The scopes of the token; by default, it has all. Null: there is no token. */
  scopes?: readonly string[] | null;
  environment?: Readonly<Record<string, string>>;
  /** The answers of a person at a terminal; without them, there is no terminal. */
  answers?: readonly string[];
  /** The standard input. */
  input?: string;
  folders?: readonly string[];
  io?: Partial<Io>;
}

export interface Ran {
  code: number;
  out: string;
  err: string;
  /** The questions that were asked. */
  questions: string[];
}

const nothingYet = (): Ran => ({ code: 0, out: '', err: '', questions: [] });

/** Returns the surroundings of the program; `ran` takes what it writes and asks. */
function ioOf(
  ran: Ran,
  { environment = {}, answers, input = '', folders = [], io = {} }: Around,
): Io {
  const left = [...(answers ?? [])];
  return {
    out: (text) => void (ran.out += text),
    err: (text) => void (ran.err += text),
    isTerminal: answers !== undefined,
    isAttended: answers !== undefined,
    columns: 200,
    environment: { XDG_CONFIG_HOME: '/nowhere', ...environment },
    folders,
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    fetch,
    signal: new AbortController().signal,
    readInput: () => Promise.resolve(input),
    ask(question) {
      ran.questions.push(question);
      return Promise.resolve(left.shift() ?? '');
    },
    runCommand: (command) => Promise.reject(new Error(`There is no command ${command} here.`)),
    openInBrowser: (url) => Promise.reject(new Error(`There is no browser for ${url} here.`)),
    ...io,
  };
}

/** Runs the command line in this process, on a real clock and without a deployment. */
export async function runAlone(args: readonly string[], around: Around = {}): Promise<Ran> {
  const ran = nothingYet();
  ran.code = await main(args, ioOf(ran, around));
  return ran;
}

/** Returns the surroundings of a program that talks to the whole system. */
export async function ioIn(
  world: World,
  { scopes, environment, io, ...around }: Around = {},
  ran: Ran = nothingYet(),
): Promise<Io> {
  const token =
    scopes === null ? undefined : await world.stack.issuer.mint(scopes ? { scopes } : {});
  return ioOf(ran, {
    ...around,
    environment: {
      CHANNELKEEPER_URL: world.stack.url,
      ...(token !== undefined && { CHANNELKEEPER_TOKEN: token }),
      ...environment,
    },
    io: { clock: world.app.clock, ...io },
  });
}

/** Runs the command line against the whole system, while time passes in it. */
export async function run(
  world: World,
  args: readonly string[],
  around: Around = {},
): Promise<Ran> {
  const ran = nothingYet();
  const io = await ioIn(world, around, ran);
  let sleepers = 0;
  const sleep = async (ms: number): Promise<void> => {
    sleepers += 1;
    await io.clock.sleep(ms);
    sleepers -= 1;
  };
  const clock = { now: () => io.clock.now(), sleep };
  const running = main(args, { ...io, clock }).then((code) => ({ ...ran, code }));
  // Time passes also when only the program itself sleeps, such as after a 429.
  const passTime = async (): Promise<void> => {
    if (sleepers > 0) world.clock.fireNext(Infinity);
  };
  return world.during(running, `the end of channelkeeper ${args.join(' ')}`, passTime);
}
