import { EXIT } from '../exit.ts';
import type { Io } from '../io.ts';
import { inline, paint } from '../output/text.ts';
import { openSession, type Globals, type Session } from '../session.ts';
import { behind, readTogether, tellProblems, widthOf } from '../together/read.ts';
import { reachable, versions } from './deployment.ts';
import { deadLetters } from './deadLetters.ts';
import { notChecked, type Finding } from './finding.ts';
import { jobsInTrouble, overdue } from './jobs.ts';
import { keyless } from './keyless.ts';
import { quotas } from './quotas.ts';
import { ready } from './ready.ts';
import { suspensions } from './suspensions.ts';
import { tokenCheck } from './token.ts';

const COLOURS = { ok: 'green', note: 'yellow', problem: 'red', 'not checked': 'yellow' } as const;
const STATE_WIDTH = 'not checked'.length;
const CHECK_WIDTH = 'dead letters'.length;

type Check = (session: Session) => Promise<Finding | Finding[]>;

const CHECKS: readonly (readonly [name: string, check: Check])[] = [
  ['token', tokenCheck],
  ['versions', versions],
  ['ready', ready],
  ['jobs', jobsInTrouble],
  ['sweep', overdue],
  ['suspended', suspensions],
  ['dead letters', deadLetters],
  ['keyless', keyless],
  ['quotas', quotas],
];

/** Runs a check. A check that is refused is not checked, and the others go on. */
async function findingsOf(session: Session, [name, check]: (typeof CHECKS)[number]) {
  try {
    return await check(session);
  } catch (error) {
    if (session.io.signal.aborted) throw error;
    return notChecked(name, error instanceof Error ? error.message : String(error));
  }
}

async function examine(session: Session): Promise<Finding[]> {
  let first: Finding[];
  try {
    first = await reachable(session);
  } catch (error) {
    if (session.io.signal.aborted) throw error;
    const text = error instanceof Error ? error.message : String(error);
    return [
      { check: 'deployment', state: 'problem', text, command: 'npm start' },
      ...CHECKS.map(([name]) => notChecked(name, 'the deployment does not answer')),
    ];
  }
  const rest: Finding[] = [];
  for (const check of CHECKS) rest.push(...[await findingsOf(session, check)].flat());
  return [...first, ...rest];
}

const lineOf = (io: Io, { check, state, text, command }: Finding): string =>
  `${paint(io, COLOURS[state], state.padEnd(STATE_WIDTH))}  ${check.padEnd(CHECK_WIDTH)}  ` +
  `${inline(text)}\n` +
  (command === undefined ? '' : `${' '.repeat(STATE_WIDTH + CHECK_WIDTH + 4)}→ ${command}\n`);

const codeOf = (findings: readonly Finding[]): number =>
  findings.some(({ state }) => state === 'problem') ? EXIT.unhealthy : 0;

/** Examines the deployments of several profiles, and returns the exit code. */
async function examineTogether(io: Io, globals: Globals): Promise<number> {
  const answers = await readTogether(io, globals, async (session, profile) =>
    (await examine(session)).map((finding): Finding =>
      // Without the profile, the command would mend another deployment.
      finding.command?.startsWith('channelkeeper ')
        ? { ...finding, command: `${finding.command} --profile ${inline(profile)}` }
        : finding,
    ),
  );
  for (const { profile, data: findings } of answers)
    if (findings)
      io.out(
        globals.json
          ? `${JSON.stringify({ profile, data: { findings } })}\n`
          : behind(profile, widthOf(answers), findings.map((one) => lineOf(io, one)).join('')),
      );
  return tellProblems(io, globals.json === true, answers, codeOf);
}

/** Examines a deployment, prints each finding, and returns the exit code. */
export async function doctor(io: Io, globals: Globals): Promise<number> {
  if (globals.profiles) return examineTogether(io, globals);
  const findings = await examine(await openSession(io, globals));
  io.out(
    globals.json
      ? `${JSON.stringify({ findings }, null, 2)}\n`
      : findings.map((finding) => lineOf(io, finding)).join(''),
  );
  return codeOf(findings);
}
