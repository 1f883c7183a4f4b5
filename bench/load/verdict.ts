import type { Stack } from '../../local/stack.ts';
import type { Ledger } from './ledger.ts';
import { settle } from './mix.ts';
import type { Caller } from './caller.ts';

interface Shown {
  readonly id: string;
  readonly workflow: string;
  readonly status: string;
  readonly ending?: string;
  readonly step: string;
  readonly error?: { readonly class: string; readonly name: string; readonly message: string };
  readonly result?: { readonly channelArn?: string };
}

/** How long the jobs may take to end at the pace that IVS allows, in ms. */
const REST_MS_MAX = 300_000;
const STREAM_KEY_VALUE = /\bsk_[a-z]{2}-[a-z]+-\d_\w+/;

/** Returns all jobs, page by page. */
async function jobsOf(caller: Caller, query: string): Promise<Shown[]> {
  const jobs: Shown[] = [];
  for (let cursor = ''; ;) {
    const said = await caller.ask(
      'list all jobs',
      'GET',
      `/v1/jobs?limit=100${query}${cursor}`,
      [200],
    );
    jobs.push(...((said?.body.jobs ?? []) as Shown[]));
    const next = said?.body.nextCursor as string | undefined;
    if (next === undefined) return jobs;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
}

/** Ends all streams and waits for all jobs. */
export async function rest(
  stack: Stack,
  caller: Caller,
): Promise<{ restMs: number; jobs: Shown[] }> {
  const sinceMs = performance.now();
  for (const { encoderId } of stack.ivs.encoders()) stack.ivs.disconnectEncoder(encoderId);
  for (;;) {
    const open = [
      ...(await jobsOf(caller, '&status=running')),
      ...(await jobsOf(caller, '&status=waiting')),
    ];
    const restMs = Math.round(performance.now() - sinceMs);
    if (open.length === 0) return { restMs, jobs: await jobsOf(caller, '') };
    if (restMs > REST_MS_MAX) {
      for (const { id, workflow, status, step } of open)
        caller.scene.tally.fault(
          `After ${restMs} ms ${workflow} ${id} is still ${status} at ${step}.`,
        );
      return { restMs, jobs: await jobsOf(caller, '') };
    }
    await new Promise((done) => setTimeout(done, 1_000));
  }
}

async function ivs(
  stack: Stack,
  operation: string,
  input: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${stack.ivs.url}/${operation}`, {
    method: 'POST',
    body: JSON.stringify(input),
  });
  return (await response.json()) as Record<string, unknown>;
}

interface Channel {
  readonly arn: string;
  readonly name: string;
  readonly tags: Record<string, string>;
  readonly [field: string]: unknown;
}

async function channelsAt(stack: Stack): Promise<Channel[]> {
  const channels: Channel[] = [];
  for (let nextToken: string | undefined; ;) {
    const page = await ivs(stack, 'ListChannels', { maxResults: 100, nextToken });
    channels.push(...(page.channels as Channel[]));
    nextToken = page.nextToken as string | undefined;
    if (nextToken === undefined) return channels;
  }
}

/** Compares the final state with the answers to the callers. Every difference is a fault. */
export async function judge(
  stack: Stack,
  caller: Caller,
  jobs: readonly Shown[],
  lines: readonly string[],
): Promise<Record<string, number>> {
  const { ledger, tally } = caller.scene;
  stack.ivs.settings.throttling = false;
  for (const written of ledger.fields.values()) await settle(caller, written);
  const channels = await channelsAt(stack);
  const full = new Map<string, Channel>();
  for (const id of new Set([...ledger.fields.values()].map(({ channelId }) => channelId))) {
    const arn = channels.find((channel) => channel.arn.endsWith(`/${id}`))?.arn;
    if (arn === undefined) tally.fault(`The channel ${id} is gone, and nobody deleted it.`);
    else full.set(id, (await ivs(stack, 'GetChannel', { arn })).channel as Channel);
  }
  for (const { channelId, field, value, pending, unsure } of ledger.fields.values()) {
    if (unsure) continue;
    const there = full.get(channelId)?.[field];
    if (pending) tally.fault(`Nobody knows what became of ${pending.jobId}.`);
    if (value !== undefined && there !== value)
      tally.fault(
        `Lost: ${channelId} has the ${field} ${JSON.stringify(there)}, and ` +
          `${JSON.stringify(value)} was acknowledged.`,
      );
  }
  for (const [place, value] of ledger.tags) {
    const [id = '', key = ''] = place.split(' ');
    const there = channels.find((channel) => channel.arn.endsWith(`/${id}`))?.tags[key];
    if (there !== value)
      tally.fault(
        `Lost: ${id} has the tag ${key}=${String(there)}, and ${String(value)} was acknowledged.`,
      );
  }
  const byName = Map.groupBy(channels, ({ name }) => name);
  for (const [name, arns] of ledger.created)
    creation(name, arns, ledger, jobs, byName.get(name) ?? [], (what) => tally.fault(what));
  for (const id of ledger.deleted)
    if (channels.some(({ arn }) => arn.endsWith(`/${id}`)))
      tally.fault(`${id} is there, and a 204 said that it was deleted.`);
  for (const { id, workflow, error } of jobs) {
    if (error !== undefined && error.class !== 'conflict' && error.class !== 'notFound')
      tally.fault(`${workflow} ${id} ended with ${error.name}: ${error.message}`);
  }
  for (const line of lines)
    if (STREAM_KEY_VALUE.test(line))
      tally.fault(`The value of a stream key is in the log: ${line.slice(0, 200)}`);
  // Lambda retries an event handler that IVS was too busy for. A dead letter shows when the retries
  // did not help.
  for (const line of lines)
    if (line.includes('"ERROR"') && !line.includes('"ThrottlingException'))
      tally.fault(`Logged: ${line.slice(0, 500)}`);
  for (const letter of stack.lambda.deadLetters())
    tally.fault(`A dead letter: ${JSON.stringify(letter).slice(0, 500)}`);
  return {
    creations: ledger.created.size,
    channelsMade: [...ledger.created.keys()].filter((name) => byName.has(name)).length,
    fieldsWritten: [...ledger.fields.values()].filter(
      ({ value, unsure }) => value !== undefined && !unsure,
    ).length,
    tagsWritten: ledger.tags.size,
    deletions: ledger.deleted.size,
    jobs: jobs.length,
    succeeded: jobs.filter(({ status }) => status === 'succeeded').length,
    failed: jobs.filter(({ status }) => status === 'failed').length,
    cancelled: jobs.filter(({ status }) => status === 'cancelled').length,
  };
}

/**
 * One key stands for one channel. Every answer names the same channel, and IVS has that one
 * channel, or no channel if it has been deleted since.
 */
function creation(
  name: string,
  told: ReadonlySet<string>,
  { creating }: Ledger,
  jobs: readonly Shown[],
  there: readonly Channel[],
  fault: (what: string) => void,
): void {
  const ids = creating.get(name) ?? new Set();
  if (ids.size > 1) fault(`The creations of ${name} under one key are ${[...ids].join(' and ')}.`);
  const made = new Set(
    [
      ...told,
      ...jobs.filter(({ id }) => ids.has(id)).map(({ result }) => result?.channelArn),
    ].filter((arn) => arn !== undefined),
  );
  if (made.size > 1) fault(`One key made ${[...made].join(' and ')}.`);
  if (there.length > 1) fault(`${there.length} channels have the name ${name}.`);
  const [arn] = there;
  if (arn && made.size > 0 && !made.has(arn.arn))
    fault(`${name} is ${arn.arn}, and the answers say ${[...made].join()}.`);
  if (ids.size > 0 && made.size === 0)
    fault(`The creation of ${name} was accepted and made nothing.`);
}
