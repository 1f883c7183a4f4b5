import * as z from 'zod/mini';
import { arnOf, idOf, type ArnKind } from '../arns.ts';
import { BATCH_GET_MAX, type Batch } from '../ivs/batches.ts';
import { batchGetChannel } from '../ivs/channels.ts';
import type { Ivs } from '../ivs/client.ts';
import { rateOf } from '../ivs/rates.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { batchGetStreamKey } from '../ivs/streamKeys.ts';
import { channelShape, channelView } from './channelSchemas.ts';
import { id, invalidRequest } from '../http/validation.ts';
import { defineRoute, type Call } from '../http/route.ts';
import { IVS_PROBLEMS, described } from '../http/schemas.ts';
import { streamKey } from './streamKeys.ts';

const IDS_MAX = 1_000;
/**
 * How long IVS is asked for more, in ms. The gateway gives up at 30 s, and one call may take 10 s.
 */
const ASK_FOR_MS = 15_000;

const arn = z
  .string()
  .check(
    z.regex(
      /^arn:aws:ivs:[a-z0-9-]+:[0-9]+:[a-z-]+\/[a-zA-Z0-9-]{1,64}$/,
      'must be an id or an IVS ARN',
    ),
  );
const asked = z.strictObject({
  ids: described(
    'Ids or ARNs. A duplicate is read once.',
    z
      .array(z.union([id, arn], { error: 'must be an id or an IVS ARN' }))
      .check(z.minLength(1), z.maxLength(IDS_MAX)),
  ),
});
const errors = z.array(
  z.object({ id: z.string(), arn: z.string(), code: z.string(), message: z.string() }),
);

/**
 * Returns the ARNs, each once, in the order of the request.
 * @throws Problem `invalid-request` for an ARN of another kind, account or region
 */
function arnsIn(
  { app, body }: Call<string, unknown, z.infer<typeof asked>>,
  kind: ArnKind,
): string[] {
  const ours = arnOf(app.config, kind, '');
  const issues = body.ids.flatMap((one, i) =>
    one.startsWith('arn:') && !one.startsWith(ours)
      ? [
          {
            field: `ids[${i}]`,
            rule: `must be an id, or an ARN in this account and region: ${ours}…`,
          },
        ]
      : [],
  );
  if (issues.length > 0) throw invalidRequest(issues);
  return [...new Set(body.ids.map((one) => (one.startsWith('arn:') ? one : `${ours}${one}`)))];
}

/**
 * Reads all the ARNs, 50 per call, as fast as IVS allows. An item that IVS does not return in time
 * gets an error of its own; the answer as a whole does not fail.
 */
async function inChunks<Item>(
  { app }: Call,
  operation: string,
  arns: readonly string[],
  read: (ivs: Ivs, arns: string[]) => Promise<Batch<Item>>,
): Promise<Batch<Item>> {
  const all: Batch<Item> = { items: [], errors: [] };
  const { clock, ivs } = app;
  const untilMs = clock.now() + ASK_FOR_MS;
  const paceMs = 1_000 / rateOf(operation);
  let from = 0;
  let refusal: IvsRefusal | undefined;
  while (from < arns.length && clock.now() < untilMs) {
    try {
      const { items, errors } = await read(ivs, arns.slice(from, from + BATCH_GET_MAX));
      all.items.push(...items);
      all.errors.push(...errors);
      refusal = undefined;
      from += BATCH_GET_MAX;
      if (from < arns.length) await clock.sleep(paceMs);
    } catch (error) {
      if (!(error instanceof IvsRefusal && error.isPassing) || arns.length <= BATCH_GET_MAX)
        throw error;
      refusal = error;
      await clock.sleep(1_000);
    }
  }
  // When there are no items to return, the refusal is the answer.
  if (from === 0 && refusal) throw refusal;
  const code = refusal?.name ?? 'TimeoutError';
  all.errors.push(
    ...arns.slice(from).map((arn) => ({
      arn,
      code,
      message: 'IVS did not answer in time. Request this item again.',
    })),
  );
  return all;
}

const told = (batch: Batch<unknown>): object[] =>
  batch.errors.map((error) => ({ id: idOf(error.arn), ...error }));

const DESCRIPTION =
  'Takes up to 1,000 ids or ARNs and reads them from IVS 50 at a time, at the pace that IVS ' +
  'allows: 1,000 take about 4 seconds. Items that do not exist, or that could not be read in ' +
  'time, are listed in `errors`; `code` is the error code of IVS.';

/** Reads many channels in one request. */
export const batchGetChannels = defineRoute({
  key: 'POST /v1/channels/batch-get',
  scope: 'channels:read',
  operations: ['BatchGetChannel'],
  name: 'batchGetChannels',
  summary: 'Get many channels',
  description: DESCRIPTION,
  answers: {
    200: {
      description: 'The channels that were found, and an error for each of the others.',
      schema: z.object({ channels: z.array(channelShape), errors }),
    },
  },
  problems: IVS_PROBLEMS,
  example: { body: { ids: ['AbCdEf123456', 'nobody'] } },
  body: asked,
  async answer(call) {
    const batch = await inChunks(call, 'BatchGetChannel', arnsIn(call, 'channel'), batchGetChannel);
    return { status: 200, body: { channels: batch.items.map(channelView), errors: told(batch) } };
  },
});

/** Reads many stream keys, with their values, in one request. */
export const batchGetStreamKeys = defineRoute({
  key: 'POST /v1/stream-keys/batch-get',
  scope: 'stream-keys:read',
  operations: ['BatchGetStreamKey'],
  name: 'batchGetStreamKeys',
  summary: 'Get many stream keys with their values',
  description: DESCRIPTION,
  answers: {
    200: {
      description: 'The stream keys that were found, and an error for each of the others.',
      schema: z.object({ streamKeys: z.array(streamKey), errors }),
    },
  },
  problems: IVS_PROBLEMS,
  example: { body: { ids: ['mNoPqR345678'] } },
  body: asked,
  async answer(call) {
    const batch = await inChunks(
      call,
      'BatchGetStreamKey',
      arnsIn(call, 'stream-key'),
      batchGetStreamKey,
    );
    return {
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: { streamKeys: batch.items, errors: told(batch) },
    };
  },
});
