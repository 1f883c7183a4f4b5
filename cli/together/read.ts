import { together, type DataOf, type DataOrProblem } from '../../lib/client/together.ts';
import { readConfig } from '../configFile.ts';
import { CliError } from '../exit.ts';
import type { Io } from '../io.ts';
import { inline } from '../output/text.ts';
import { tellProblem } from '../problems.ts';
import { openSession, type Globals, type Session } from '../session.ts';

/** The answer of one deployment, and its profile. */
export type OneOf<Data> = DataOrProblem<Data> & { readonly profile: string };

/** @throws CliError when a profile is named that is not there, or when there is none */
async function namesOf(io: Io, { profiles: asked }: Globals): Promise<string[]> {
  const { profiles } = await readConfig(io);
  const known = Object.keys(profiles);
  const names = asked === 'all' ? known : [...(asked ?? [])];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new CliError(
      'usage',
      `--profile ${unknown.join(', ')} is unknown. The profiles: ${known.join(', ') || 'none'}.`,
    );
  if (names.length === 0)
    throw new CliError(
      'usage',
      '--all-profiles finds no profile. Name a deployment: channelkeeper profiles set --help',
    );
  return names;
}

/**
 * Reads the deployments of several profiles at the same time, each with its own token. One that
 * fails does not hide the others.
 * @returns their answers in the order in which the profiles were named
 * @throws CliError before any request when a profile is unknown
 */
export async function readTogether<Data>(
  io: Io,
  globals: Globals,
  read: (session: Session, profile: string) => Promise<Data>,
): Promise<OneOf<DataOf<Data>>[]> {
  const names = await namesOf(io, globals);
  // That address belongs to one deployment; each profile has an address of its own.
  const environment = { ...io.environment, CHANNELKEEPER_URL: undefined };
  const answers = await together(
    Object.fromEntries(names.map((name) => [name, name])),
    async (profile) =>
      read(await openSession({ ...io, environment }, { ...globals, profile }), profile),
  );
  io.signal.throwIfAborted();
  return names.flatMap((profile) => {
    const answer = answers[profile];
    return answer ? [{ profile, ...answer }] : [];
  });
}

/** Returns the lines of a text, each behind its profile. `width` is that of the longest name. */
export const behind = (profile: string, width: number, text: string): string =>
  text.replaceAll(/^(?=.)/gm, `${inline(profile).padEnd(width)}  `);

/** Returns the width of a column of profiles. */
export const widthOf = (answers: readonly { readonly profile: string }[]): number =>
  Math.max(...answers.map(({ profile }) => inline(profile).length));

/**
 * Tells the problems of the deployments that have failed.
 * @param codeOf returns the exit code for the data of a deployment
 * @returns the exit code of the first profile that has one other than 0
 */
export function tellProblems<Data>(
  io: Io,
  isJson: boolean,
  answers: readonly OneOf<Data>[],
  codeOf: (data: Data) => number = () => 0,
): number {
  const codes = answers.map(({ profile, data, problem }) =>
    problem ? tellProblem(io, problem, isJson, profile) : codeOf(data),
  );
  return codes.find((code) => code !== 0) ?? 0;
}
