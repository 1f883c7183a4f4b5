import { isoTime } from '../clock.ts';
import { Problem } from '../errors.ts';
import type { OperationName } from '../ivs/operations.ts';
import { findIn, type Page, type PageRequest } from '../ivs/pages.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { SETTLES_WITHIN_MS } from '../ivs/settling.ts';
import { AUDIT, keptDetail, OF_ACCOUNT } from '../journal/entry.ts';
import { recordNew } from '../journal/journal.ts';
import { digestOf, randomId } from '../random.ts';
import {
  claimRequest,
  keepAnswer,
  releaseRequest,
  scopeOf,
  type KeptAnswer,
} from '../records/idempotencyKeys.ts';
import { REQUEST_TAG } from '../tags.ts';
import type { Answer, Call } from './route.ts';

/** One attempt at a direct call. */
export interface Attempted {
  /** An earlier attempt under the same Idempotency-Key may have taken effect. */
  readonly uncertain: boolean;
  /**
   * Tags for a resource that the call creates, so that it is recognised after a lost answer; empty
   * without an Idempotency-Key.
   */
  readonly marks: Readonly<Record<string, string>>;
}

/** The one call that a request asks for, when no job carries it out. */
interface DirectCall {
  /** The name of the operation. The same Idempotency-Key under another name is another key. */
  readonly operation: string;
  /**
   * The rule after an attempt of unknown outcome, if a second call would take effect twice.
   * `never`: the call is not made again. `onceSettled`: the call is made again once a read shows
   * that the first one created nothing; until then the answer is 409. Absent: the call is safe to
   * repeat.
   */
  readonly again?: 'never' | 'onceSettled';
  readonly does: (attempt: Attempted) => Promise<KeptAnswer>;
}

/** A mutation that is one call of IVS and is safe to make without a job. */
export interface DirectMutation extends DirectCall {
  readonly operation: OperationName;
  /** The input of the call to IVS. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Throws, in a dry run, the refusal that the call would meet, as far as reads can tell. */
  readonly look?: () => Promise<unknown>;
}

/**
 * Returns the resource that an earlier attempt under the same key created although its answer was
 * lost: the item of a list that has the mark of the key. Use it only for a direct call that is
 * repeated `onceSettled`: before that, a call that was given up may still take effect, and the list
 * may not show the resource yet.
 */
export async function madeBefore<Item extends { tags?: Record<string, string> | undefined }>(
  { uncertain, marks }: Attempted,
  read: (page: PageRequest) => Promise<Page<Item>>,
): Promise<Item | undefined> {
  return uncertain
    ? findIn(read, ({ tags }) => tags?.[REQUEST_TAG] === marks[REQUEST_TAG])
    : undefined;
}

/** When a caller should repeat a request whose twin has not been answered, in seconds. */
const UNDER_WAY_SECONDS = 5;
/** How often, and for how long, a request checks whether its twin has been answered, in ms. */
const LOOK_EVERY_MS = 250;
const LOOK_FOR_MS = 15_000;

/** Makes the one call that a request asks for. In a dry run it returns the call instead. */
export async function performDirectly(call: Call, work: DirectMutation): Promise<Answer> {
  const { operation, request } = work;
  if (call.preferences.dryRun) {
    await work.look?.();
    return { status: 200, body: { dryRun: { operation, request } } };
  }
  return performOnce(call, {
    ...work,
    async does(attempt) {
      const answer = await work.does(attempt);
      await note(call, operation, request);
      return answer;
    },
  });
}

/**
 * Does the work of a request. Under an Idempotency-Key it does it once and keeps the answer for a
 * day.
 */
export async function performOnce(call: Call, directCall: DirectCall): Promise<Answer> {
  const { idempotencyKey: key } = call.preferences;
  if (key === undefined) return directCall.does({ uncertain: false, marks: {} });
  return claimed(call, directCall, scopeOf({ caller: call.caller, key }, directCall.operation));
}

async function claimed(call: Call, directCall: DirectCall, id: string): Promise<Answer> {
  const { app, digest } = call;
  const untilMs = app.clock.now() + LOOK_FOR_MS;
  for (;;) {
    const writer = randomId(app.random);
    const settleMs = directCall.again === 'onceSettled' ? SETTLES_WITHIN_MS : 0;
    const claim = await claimRequest(app.store, id, {
      digest,
      writer,
      now: app.clock.now(),
      settleMs,
    });
    if (claim !== 'held') {
      if ('mine' in claim) return attempted(call, directCall, { ...claim, id, writer });
      if ('unsettledUntil' in claim) {
        const retryAfterSeconds = Math.ceil((claim.unsettledUntil - app.clock.now()) / 1_000);
        throw new Problem(
          'request-under-way',
          'IVS did not answer the first request under this key, which may still take effect. ' +
            `Send it again in ${retryAfterSeconds} seconds; its result can be found by then.`,
          { retryAfterSeconds },
        );
      }
      return {
        ...claim.answer,
        headers: { ...claim.answer.headers, 'idempotency-replayed': 'true' },
      };
    }
    if (app.clock.now() >= untilMs) {
      throw new Problem(
        'request-under-way',
        'The same request, under the same key, has not been answered yet. Send it again in a ' +
          'few seconds.',
        {
          retryAfterSeconds: UNDER_WAY_SECONDS,
        },
      );
    }
    await app.clock.sleep(LOOK_EVERY_MS);
  }
}

async function attempted(
  call: Call,
  { operation, again, does }: DirectCall,
  claim: { id: string; writer: string; uncertainSince?: number },
): Promise<Answer> {
  const { store, log, clock } = call.app;
  const { id, writer, uncertainSince } = claim;
  const uncertain = uncertainSince !== undefined;
  try {
    if (uncertain && again === 'never') {
      throw new Problem(
        'outcome-unknown',
        `IVS did not answer the ${operation} call of the first request under this key, so it ` +
          'is not known whether the call took effect. It is not made twice.',
      );
    }
    const answer = await does({ uncertain, marks: { [REQUEST_TAG]: id } });
    await keepAnswer(store, id, writer, answer);
    return answer;
  } catch (error) {
    // A refusal of IVS, and a read without an answer, had no effect. Any other failure may hide
    // one.
    const refusal =
      error instanceof Problem ||
      (error instanceof IvsRefusal && (!error.outcomeUnknown || error.operation !== operation));
    const released = releaseRequest(store, id, writer, refusal ? uncertainSince : clock.now());
    // The caller has to hear the refusal. A record that could not be released becomes free after
    // half a minute.
    await released.catch((failure: unknown) =>
      log.warn('could not release an idempotency key', { error: failure }),
    );
    throw error;
  }
}

/**
 * Logs the caller, the change and the reason, and records them in the journal of the channel,
 * because a direct mutation has no job that says so. The change is made: a journal that cannot be
 * written does not make it fail.
 * @param request the input of the call of IVS
 */
export async function note(
  { app, requestId, caller, path, parameters, preferences: { reason } }: Call,
  operation: string,
  request: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { store, clock, config, log } = app;
  const said = { requestId, operation, path, caller, ...(reason !== undefined && { reason }) };
  log.info('changed', said);
  const now = clock.now();
  const id = digestOf('call', requestId, operation, String(now));
  const channelId = parameters.noun === 'channels' ? parameters.resourceId : parameters.channelId;
  const happening = {
    journal: channelId ?? OF_ACCOUNT,
    id,
    type: 'API Call',
    at: now,
    receivedAt: now,
    source: 'channelkeeper.api',
    detail: keptDetail({ operation, path, request, requestId }),
    by: caller,
    ...(reason !== undefined && { reason }),
    listed: { partition: AUDIT, place: `${isoTime(now)}#${id}` },
  };
  await recordNew(store, happening, config.keepEventsDays).catch((error: unknown) =>
    log.error('A change was not recorded in the journal', { ...said, error }),
  );
}
