import * as z from 'zod/mini';
import { Problem } from '../errors.ts';
import { reactionTo, redrive, type Reaction } from '../events/redriveDeadLetter.ts';
import {
  dropDeadLetter as drop,
  listDeadLetters as readList,
  readDeadLetter,
  type DeadLetter,
} from '../records/deadLetters.ts';
import { cursorAt, notACursor, placeOf } from '../http/cursors.ts';
import { note, performOnce } from '../http/directMutation.ts';
import { pageQuery } from '../http/pagination.ts';
import { defineRoute, type Answer, type Call } from '../http/route.ts';
import { nextCursor } from '../http/schemas.ts';
import { deadLetterShape, deadLetterView, wholeDeadLetterShape } from './deadLetterView.ts';

/**
 * No work of a redrive begins after this time from the arrival of its request, in ms. The rest of
 * the function's time is for the last call, as for the function that gave the event up.
 */
const REDRIVE_MS = 8_000;

const missing = (id: string): Problem =>
  new Problem('not-found', `There is no dead letter ${id}. It may have been redriven or dropped.`);

const underWay = (id: string): Problem =>
  new Problem(
    'request-under-way',
    `The dead letter ${id} is being redriven. It is gone if that succeeds.`,
    { retryAfterSeconds: 10 },
  );

/**
 * Returns the dead letter.
 * @throws Problem `not-found`
 */
async function theLetter({ app, parameters }: Call<'deadLetterId'>): Promise<DeadLetter> {
  const letter = await readDeadLetter(app.store, parameters.deadLetterId);
  if (letter === undefined || typeof letter === 'string') throw missing(parameters.deadLetterId);
  return letter;
}

/**
 * Returns the reaction to the event of a dead letter.
 * @throws Problem `cannot-be-redriven`
 */
function theReaction(letter: DeadLetter): Reaction {
  const reaction = reactionTo(letter);
  if (reaction) return reaction;
  throw new Problem(
    'cannot-be-redriven',
    letter.event === undefined
      ? 'The dead letter has no event: its message could not be read, or was too large to keep.'
      : 'No function of this deployment takes the event of this dead letter.',
  );
}

/** Returns the answer to a dry run, which changes nothing. */
const planned = (operation: string, { id, ...letter }: DeadLetter): Answer => ({
  status: 200,
  body: {
    dryRun: {
      operation,
      request: {
        deadLetterId: id,
        function: letter.functionName,
        ...(letter.detailType !== undefined && { detailType: letter.detailType }),
        ...(letter.channelArn !== undefined && { channelArn: letter.channelArn }),
      },
    },
  },
});

const PLACE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[0-9a-z]{1,64}$/;

/** Returns the place in the list of dead letters that a cursor stands for. */
function placeIn(cursor: string): string {
  const place = placeOf('deadLetters', cursor);
  if (!PLACE.test(place)) throw notACursor();
  return place;
}

/** Lists the events that were given up, newest first. */
export const listDeadLetters = defineRoute({
  key: 'GET /v1/dead-letters',
  scope: 'jobs:read',
  name: 'listDeadLetters',
  summary: 'List dead letters, newest first',
  description:
    'A dead letter is an event that a function of this deployment gave up, or that EventBridge ' +
    'could not deliver. It is kept for 90 days. The list may lag by a moment.',
  answers: {
    200: {
      description: 'A page of dead letters.',
      schema: z.object({ deadLetters: z.array(deadLetterShape), nextCursor }),
    },
  },
  problems: [],
  query: pageQuery,
  async answer({ app, query: { limit = 100, cursor } }) {
    const below = cursor === undefined ? undefined : placeIn(cursor);
    const { letters, next } = await readList(app.store, limit, below);
    return {
      status: 200,
      body: {
        deadLetters: letters.map(deadLetterView),
        ...(next !== undefined && { nextCursor: cursorAt('deadLetters', next) }),
      },
    };
  },
});

export const getDeadLetter = defineRoute({
  key: 'GET /v1/dead-letters/{deadLetterId}',
  scope: 'jobs:read',
  name: 'getDeadLetter',
  summary: 'Get a dead letter with its event',
  answers: {
    200: {
      description: 'The dead letter.',
      schema: z.object({ deadLetter: wholeDeadLetterShape }),
    },
  },
  problems: ['not-found'],
  async answer(call) {
    const letter = await theLetter(call);
    const { event, text, leftOutBytes } = letter;
    const parsed: unknown = event === undefined ? undefined : JSON.parse(event);
    return {
      status: 200,
      body: {
        deadLetter: {
          ...deadLetterView(letter),
          ...(parsed !== undefined && { event: parsed }),
          ...(text !== undefined && { text }),
          ...(leftOutBytes !== undefined && { leftOutBytes }),
        },
      },
    };
  },
});

/** Runs the reaction to the event again, here and now: an event of AWS cannot be sent again. */
export const redriveDeadLetter = defineRoute({
  key: 'POST /v1/dead-letters/{deadLetterId}/redrive',
  scope: 'jobs:write',
  mutates: true,
  plain: true,
  name: 'redriveDeadLetter',
  summary: 'Redrive a dead letter: handle its event again',
  description:
    'Runs the same reaction again on the event that was kept. A success removes the dead letter; ' +
    'a job that the event concerns may go on afterwards. A failure keeps it with the new error.',
  answers: { 204: { description: 'The event has been handled. The dead letter is gone.' } },
  problems: [
    'not-found',
    'cannot-be-redriven',
    'redrive-failed',
    'idempotency-key-reused',
    'request-under-way',
  ],
  async answer(call) {
    if (call.preferences.dryRun) {
      const letter = await theLetter(call);
      theReaction(letter);
      return planned('RedriveDeadLetter', letter);
    }
    const { app, parameters, arrivedAt } = call;
    const { deadLetterId } = parameters;
    return performOnce(call, {
      operation: 'redriveDeadLetter',
      async does({ uncertain }) {
        const known = await readDeadLetter(app.store, deadLetterId);
        // The first request under this key did it, and its answer was lost.
        if (known === 'redriven' && uncertain) return { status: 204 };
        if (known === undefined || typeof known === 'string') throw missing(deadLetterId);
        const done = await redrive(app, known, theReaction(known), arrivedAt + REDRIVE_MS);
        if (done === 'underWay') throw underWay(deadLetterId);
        if (done === 'gone') throw missing(deadLetterId);
        await note(call, 'redriveDeadLetter');
        return { status: 204 };
      },
    });
  },
});

export const dropDeadLetter = defineRoute({
  key: 'DELETE /v1/dead-letters/{deadLetterId}',
  scope: 'jobs:write',
  mutates: true,
  plain: true,
  name: 'dropDeadLetter',
  summary: 'Drop a dead letter',
  description: 'Removes the dead letter and its event for good. The event is not handled.',
  answers: { 204: { description: 'The dead letter is gone.' } },
  problems: ['not-found', 'idempotency-key-reused', 'request-under-way'],
  async answer(call) {
    if (call.preferences.dryRun) return planned('DropDeadLetter', await theLetter(call));
    const { app, parameters } = call;
    const { deadLetterId } = parameters;
    return performOnce(call, {
      operation: 'dropDeadLetter',
      async does({ uncertain }) {
        const dropped = await drop(app, deadLetterId, app.clock.now());
        if (dropped === 'underWay') throw underWay(deadLetterId);
        if (dropped !== 'done' && !(dropped === 'dropped' && uncertain))
          throw missing(deadLetterId);
        await note(call, 'dropDeadLetter');
        return { status: 204 };
      },
    });
  },
});
