import * as fc from 'fast-check';
import { expect } from 'vitest';
import { schemaIssueIn, operations, undocumented } from '../../answers.ts';
import { systemClock } from '../../../local/clock.ts';
import { createProgress } from '../../../local/progress.ts';
import { deleteKey, givenChannel, givenLiveChannel, keysOf } from '../../given.ts';
import type { World } from '../../world.ts';
import { itIn } from '../../worldTest.ts';
import {
  givenAdConfiguration,
  givenPlaybackKeyPair,
  givenPlaybackRestrictionPolicy,
  givenRecordingConfiguration,
} from '../../givenAttachments.ts';
import { giveKey, keyPair as keyPairForTokens } from '../../givenViewers.ts';
import { requestOf, type GeneratedRequest } from './requests.ts';

// The running service receives requests that its own document allows, and requests that it does
// not. FUZZ_REQUESTS is the number of requests; FUZZ_SEED repeats a run.

const count = Number(process.env.FUZZ_REQUESTS ?? '300');
const seed = Number(process.env.FUZZ_SEED ?? '1');
/** Time passes after this many requests, so that waiting jobs continue. */
const EVERY = 20;
/** A new stream starts after this many requests, because the others do not live long. */
const FRESH = 100;
/** With at least this many requests, every operation should have done its work once. */
const LONG = 10_000;

const test = itIn({ seed, settings: { adConfigurationsMax: 1_000 } });
async function showWithAds(world: World): Promise<string> {
  const { arn: adConfigurationArn } = await givenAdConfiguration(world);
  return (await givenLiveChannel(world, { reconnectAfterMs: 2_000 }, { adConfigurationArn })).id;
}

/** Returns ids of resources of every type, in the states that the operations are about. */
async function idsOf(world: World): Promise<Record<string, string[]>> {
  const [recordingConfiguration, adConfiguration] = [
    await givenRecordingConfiguration(world),
    await givenAdConfiguration(world),
  ];
  const [policy, keyPair] = [
    await givenPlaybackRestrictionPolicy(world),
    await givenPlaybackKeyPair(world),
  ];
  const tokenKey = keyPairForTokens().privateKey.export({ type: 'pkcs8', format: 'pem' });
  await giveKey(world, tokenKey.toString());
  const idle = await givenChannel(world);
  const live = await showWithAds(world);
  const suspended = await givenChannel(world);
  await world.http('POST', `/v1/channels/${suspended.id}/suspension`);
  const keyless = await givenChannel(world);
  await deleteKey(world, (await keysOf(world, keyless))[0]?.arn);
  const [key] = await keysOf(world, idle);
  const { body } = await world.http('POST', `/v1/channels/${live}/stream-key-rotations?when=idle`);
  const revocation = await world.http('POST', '/v1/viewer-session-revocations', {
    body: {
      viewerSessions: [
        { channelId: idle.id, viewerId: 'viewer', viewerSessionVersionsLessThanOrEqualTo: 1 },
      ],
    },
  });
  return {
    channelId: [idle.id, suspended.id, keyless.id, live],
    streamKeyId: [idOf(key?.arn)],
    jobId: [body, revocation.body].map(({ job }) => (job as { id: string }).id),
    asset: ['start'],
    streamId: ['latest'],
    noun: ['channels'],
    resourceId: [idle.id],
    playbackKeyPairId: [keyPair.id],
    playbackRestrictionPolicyId: [policy.id],
    recordingConfigurationId: [recordingConfiguration.id],
    adConfigurationId: [adConfiguration.id],
  };
}

const idOf = (arn = ''): string => arn.split('/')[1] ?? '';

/** Keeps the ids that later requests may ask about: the newest of each type. */
function learn(known: Record<string, string[]>, body: Record<string, unknown>): void {
  const { job, ...others } = body as { job?: { id: string } } & Record<
    string,
    { arn?: unknown } | undefined
  >;
  if (job) known.jobId = [...(known.jobId ?? []), job.id].slice(-40);
  for (const [resourceType, thing] of Object.entries(others)) {
    const name = `${resourceType}Id`;
    if (known[name] && typeof thing?.arn === 'string')
      known[name] = [...known[name], idOf(thing.arn)].slice(-6);
  }
}

const heard = (statuses: ReadonlyMap<string, number>, operationId: string): string =>
  [...statuses]
    .flatMap(([name, times]) =>
      name.startsWith(`${operationId} `) ? [`${name.slice(operationId.length + 1)}: ${times}`] : [],
    )
    .toSorted()
    .join('  ');

const shown = ({ method, path, headers, text }: GeneratedRequest): string =>
  `${method} ${path} ${JSON.stringify(headers)} ${text ?? ''}`;

test(
  `${count} generated requests get documented answers, none a fault of ours (FUZZ_SEED=${seed})`,
  async ({ world }) => {
    const known = await idsOf(world);
    const statuses = new Map<string, number>();
    const anyRequest = fc.oneof(
      ...operations.map((operation) => requestOf(operation, () => known)),
    );
    let requests: GeneratedRequest[] = [];
    const progress = createProgress('requests', count, {
      clock: systemClock,
      output: process.stderr,
    });
    for (let index = 0; index < count; index++) {
      if (index % FRESH === FRESH - 1) {
        const fresh = await showWithAds(world);
        for (const name of ['channelId', 'resourceId']) known[name]?.push(fresh);
      }
      if (index % EVERY === 0) {
        await world.advance(5_000);
        // Requests are generated a few at a time, because the next ones are about the resources
        // that these have created.
        requests = fc.sample(anyRequest, { numRuns: EVERY, seed: seed + 1_000_003 * index });
      }
      const request = requests[index % EVERY]!;
      const { operation, method, path, ...asked } = request;
      const where = `FUZZ_SEED=${seed}, request ${index}: ${shown(request)}`;
      // The world itself checks every answer against the document.
      const answer = await world.http(method, path, asked).catch((cause: unknown) => {
        throw new Error(`${where}: ${String(cause)}`, { cause });
      });
      expect(answer.status, `${where}: ${answer.text}`).toBeLessThan(500);
      // An odd id may turn the path into that of another operation, or of no operation. The answer
      // must still be documented for the operation that the request was made for.
      expect(undocumented(method, operation.path, answer), where).toBeUndefined();
      statuses.set(
        `${operation.operationId} ${answer.status}`,
        (statuses.get(`${operation.operationId} ${answer.status}`) ?? 0) + 1,
      );
      learn(known, answer.body);
      progress.set(index + 1);
    }
    progress.end();
    const missed = operations.filter(
      ({ operationId }) =>
        ![...statuses.keys()].some((name) => name.startsWith(`${operationId} 2`)),
    );
    if (count >= LONG) {
      const widest = Math.max(...operations.map(({ operationId }) => operationId.length));
      console.log(
        operations
          .map(
            ({ operationId }) => `${operationId.padEnd(widest)}  ${heard(statuses, operationId)}`,
          )
          .join('\n'),
      );
      expect(
        missed.map(({ operationId }) => operationId),
        'operations that never did what was asked',
      ).toEqual([]);
    }
    // The test proves nothing if every answer is a 400.
    const all = [...statuses.entries()];
    const share = (first: string): number =>
      all
        .filter(([name]) => name.includes(` ${first}`))
        .reduce((sum, [, times]) => sum + times, 0) / count;
    expect(share('2')).toBeGreaterThan(0.15);
    expect(share('4')).toBeGreaterThan(0.15);
  },
  Math.max(60_000, count * 200),
);

test('a value generated from the schemas of the document satisfies them', () => {
  for (const operation of operations) {
    const schema = operation.requestBody?.content['application/json'].schema;
    if (!schema) continue;
    const good = fc
      .sample(
        requestOf(operation, () => ({})),
        { numRuns: 50, seed },
      )
      .filter(({ text }) => {
        try {
          return schemaIssueIn(schema, JSON.parse(text ?? '')) === undefined;
        } catch (error) {
          if (error instanceof SyntaxError) return false;
          throw error;
        }
      });
    expect(good.length, operation.operationId).toBeGreaterThan(20);
    expect(good.length, operation.operationId).toBeLessThan(50);
  }
});
