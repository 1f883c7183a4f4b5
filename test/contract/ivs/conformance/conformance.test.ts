import { IvsServiceException } from '@aws-sdk/client-ivs';
import { afterAll, describe, expect, test, vi, type TestContext } from 'vitest';
import type { IvsErrorName } from '../../../../local/ivs/protocol/errors.ts';
import { MODEL, type OperationName } from '../../../../local/ivs/protocol/model.ts';
import { aBench, REMOTE, simulatorFor, SimulatorOnly } from './bench.ts';
import { walkPages } from './paging.ts';
import { withinStructure, type Violation } from './samples.ts';
import { SCENARIOS } from './scenarios.ts';
import { table, tally } from './tally.ts';

// Calls to real IVS are slow because they are throttled.
if (REMOTE) vi.setConfig({ testTimeout: 900_000 });

/**
 * Returns a case that runs against ivs-local, or with REMOTE=1 against real IVS. Against real IVS,
 * a case that only the simulator can run is skipped, and says so.
 */
const trying =
  (body: () => Promise<void>) =>
  async (context: TestContext): Promise<void> => {
    try {
      await body();
    } catch (error) {
      if (error instanceof SimulatorOnly)
        context.skip(`skipped against real IVS: ${error.message}`);
      throw error;
    }
  };

async function refusalOf(call: Promise<unknown>): Promise<IvsServiceException> {
  const error: unknown = await call.then(
    () => new Error('was not refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof IvsServiceException)) throw error;
  // An error without a message is of no use to anybody.
  expect(error.message, error.name).toMatch(/\w+: \w|\w+ \w/);
  expect(error.message).not.toBe('UnknownError');
  return error;
}

/** Returns the input with every ARN replaced by the ARN of no existing resource. */
const withAbsentArns = (input: object): object =>
  JSON.parse(
    JSON.stringify(input).replaceAll(
      /(arn:aws:ivs:[^"]+?:(?:[a-z-]+)\/)[A-Za-z0-9-]+/g,
      '$1absent',
    ),
  ) as object;

afterAll(() => console.log(table(REMOTE ? 'real IVS' : 'ivs-local')));

describe.each(Object.keys(SCENARIOS) as OperationName[])('%s', (name) => {
  const scenario = SCENARIOS[name];
  const { errors, path } = MODEL[name];

  test(
    'answers as the service model says',
    trying(async () => {
      const bench = await aBench();
      expect(await bench.call(name, await scenario.given(bench))).toMatchObject({
        $metadata: { httpStatusCode: MODEL[name].status },
        ...scenario.answer,
      });
      tally(name).works = true;
    }),
  );

  // The violations below cover ValidationException.
  test.for<IvsErrorName>(errors.filter((error) => error !== 'ValidationException'))(
    'meets %s',
    (error, context) =>
      trying(async () => {
        const { refused = {} } = scenario;
        const caused = Object.hasOwn(refused, error)
          ? refused[error as keyof typeof refused]
          : undefined;
        const byAbsence =
          error === 'ResourceNotFoundException' &&
          !caused &&
          /"(?:arn|channelArn|resourceArn)"/.test(JSON.stringify(MODEL[name].required));
        const byFault = !caused && !byAbsence;
        const bench = await aBench({ channelsMax: 9 });
        const faults = byFault ? simulatorFor(bench, 'nothing provokes it').ivs : undefined;
        const input = await (caused ?? scenario.given)(bench);
        faults?.setFaults([{ operation: name, error, count: 1 }]);
        const refusal = await refusalOf(
          bench.call(name, byAbsence ? withAbsentArns(input) : input),
        );
        expect(refusal.name).toBe(error);
        tally(name).errors.add(error);
      })(context),
  );

  test(
    'refuses every violation of a constraint, and each contradiction',
    trying(async () => {
      const bench = await aBench();
      const input = await scenario.given(bench);
      for (const [what, extra] of Object.entries(scenario.contradictions ?? {})) {
        const { name: error } = await refusalOf(bench.call(name, { ...input, ...extra }));
        expect(error, what).toBe('ValidationException');
        tally(name).violations++;
      }
      for (const { what, value, error } of withinStructure(
        { type: 'structure', ...MODEL[name] },
        input,
      ).filter((violation) => path !== 'tags' || passesTheSdk(violation, name))) {
        const refusal = await refusalOf(
          path === 'tags'
            ? bench.call(name, value as object)
            : bench.callWithBody(name, input, JSON.stringify(value)),
        );
        expect(`${refusal.$metadata.httpStatusCode} ${refusal.name}`, what).toBe(`400 ${error}`);
        tally(name).errors.add(error);
        tally(name).violations++;
      }
    }),
  );

  if (name.startsWith('List') && name !== 'ListTagsForResource')
    test(
      'gives every page, whatever its size',
      trying(async () => {
        const bench = await aBench({ quotas: false });
        simulatorFor(bench, 'it makes more resources than there may be');
        tally(name).pages = await walkPages(bench, name);
      }),
    );
});

/**
 * Returns whether the SDK sends a violation as it is. The SDK itself refuses some of the values
 * that travel in a path or a query, and turns other types into text.
 */
const passesTheSdk = ({ what, error }: Violation, name: OperationName): boolean =>
  error === 'ValidationException' &&
  !/^without resourceArn|^null for resourceArn|shorter/.test(what) &&
  !(name === 'UntagResource' && /null/.test(what));

test(
  'every operation is throttled at its documented rate, whatever its input',
  trying(async () => {
    const bench = await aBench({ throttling: true });
    const { rates, metadataPerAccountRate } = simulatorFor(
      bench,
      'it spends the calls of the account',
    ).ivs.settings;
    for (const name of Object.keys(MODEL) as OperationName[]) {
      const rate = name === 'PutMetadata' ? metadataPerAccountRate : rates[name];
      const input = { arn: 'x', channelArn: 'x', resourceArn: 'x' };
      for (let call = 0; call < (rate ?? 0); call++) {
        const outcome = await bench.call(name, input).then(
          () => 'ok',
          (error: Error) => error.name,
        );
        expect(outcome, `${name} ${call}`).not.toBe('ThrottlingException');
      }
      const { name: error, $metadata } = await refusalOf(bench.call(name, input));
      expect(`${$metadata.httpStatusCode} ${error}`, name).toBe('429 ThrottlingException');
      tally(name).errors.add(error);
    }
  }),
);
