import { dataOf } from './problem.ts';

/** The answer of one client: its data, or the problem that it has met. */
export type DataOrProblem<Data> =
  | { readonly data: Data; readonly problem?: never }
  | { readonly data?: never; readonly problem: Error };

/** The data of a call (`GET`, `POST` …); another result is data itself. */
export type DataOf<Result> = Result extends { response: Response }
  ? Result extends { data: infer Data }
    ? Data
    : never
  : Result;

/**
 * Reads several clients at the same time, and returns the answer of each by its name. It never
 * throws: a client that is refused (`ProblemError`) or gets no answer has a `problem`, and the
 * others have their data.
 */
export async function together<Name extends string, Client, Result>(
  clients: Readonly<Record<Name, Client>>,
  read: (client: Client, name: Name) => Promise<Result>,
): Promise<Record<Name, DataOrProblem<DataOf<Result>>>> {
  const answerOf = async (name: Name): Promise<DataOrProblem<DataOf<Result>>> => {
    try {
      const result = await read(clients[name], name);
      return { data: (isCall(result) ? dataOf(result) : result) as DataOf<Result> };
    } catch (error) {
      return { problem: error instanceof Error ? error : new Error(String(error)) };
    }
  };
  const names = Object.keys(clients) as Name[];
  const answers = await Promise.all(names.map(async (name) => [name, await answerOf(name)]));
  return Object.fromEntries(answers) as Record<Name, DataOrProblem<DataOf<Result>>>;
}

const isCall = (result: unknown): result is { response: Response } =>
  typeof result === 'object' &&
  result !== null &&
  'response' in result &&
  result.response instanceof Response;
