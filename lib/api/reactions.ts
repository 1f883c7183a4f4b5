import * as z from 'zod/mini';
import { Problem } from '../errors.ts';
import { authorize } from '../http/auth.ts';
import { cursorAt, notACursor, placeOf } from '../http/cursors.ts';
import { note, performOnce } from '../http/directMutation.ts';
import { pageQuery } from '../http/pagination.ts';
import { defineRoute, type Answer, type Call } from '../http/route.ts';
import { nextCursor } from '../http/schemas.ts';
import { invalidRequest } from '../http/validation.ts';
import { builtInOf } from '../records/builtInReactions.ts';
import { compilePattern } from '../patterns/pattern.ts';
import { InvalidPatternError } from '../patterns/matchers.ts';
import {
  allReactions,
  deleteReaction as remove,
  listDecisions,
  putReaction as put,
  REACTIONS_MAX,
  readReaction,
  writtenReactions,
  type ReactionDefinition,
  type WrittenReaction,
} from '../records/reactions.ts';
import {
  decisionShape,
  decisionView,
  issueOfInput,
  rateIn,
  reactionBody,
  reactionShape,
  reactionView,
  triggerIn,
} from './reactionSchemas.ts';
import { scopesOnChannels } from './channelRoutes.ts';

/**
 * Returns the pattern as it is stored; empty when there is none.
 * @throws Problem `invalid-request`, which names the place that EventBridge would refuse
 */
function patternIn(pattern: unknown): string {
  if (pattern === undefined) return '';
  const written = JSON.stringify(pattern);
  try {
    compilePattern(written);
  } catch (error) {
    if (!(error instanceof InvalidPatternError)) throw error;
    const { place, reason } = error;
    throw invalidRequest([
      {
        field: ['when.pattern', place].filter(Boolean).join('.'),
        rule: `must be a pattern that EventBridge accepts: ${reason}`,
      },
    ]);
  }
  return written;
}

/**
 * Checks that a built-in reaction keeps its trigger and its workflow; its numbers may change.
 * @throws Problem `invalid-request`
 */
function mustStayItself({ name, when, then }: ReactionDefinition): void {
  const builtIn = builtInOf(name);
  if (!builtIn) return;
  const kindOf = (trigger: ReactionDefinition['when']): string =>
    'pattern' in trigger ? trigger.pattern : String('streamLiveForMs' in trigger);
  const rule = `is fixed in the built-in reaction ${name}`;
  if (kindOf(when) !== kindOf(builtIn.when)) throw invalidRequest([{ field: 'when', rule }]);
  if (then.workflow !== builtIn.then.workflow)
    throw invalidRequest([{ field: 'then.workflow', rule }]);
}

const missing = (name: string): Problem =>
  new Problem('not-found', `There is no reaction ${name}.`);

async function theReaction({ app, parameters }: Call<'reactionName'>): Promise<ReactionDefinition> {
  const reaction = await readReaction(app.store, parameters.reactionName);
  if (!reaction) throw missing(parameters.reactionName);
  return reaction;
}

/** Lists the reactions. */
export const listReactions = defineRoute({
  key: 'GET /v1/reactions',
  scope: 'channels:read',
  name: 'listReactions',
  summary: 'List the reactions',
  description: 'Built-in reactions are among them; they are `off` until they are written.',
  answers: {
    200: {
      description: 'All reactions, by name.',
      schema: z.object({ reactions: z.array(reactionShape) }),
    },
  },
  problems: [],
  answer: async ({ app }) => ({
    status: 200,
    body: { reactions: (await allReactions(app.store)).map(reactionView) },
  }),
});

/** Returns one reaction. */
export const getReaction = defineRoute({
  key: 'GET /v1/reactions/{reactionName}',
  scope: 'channels:read',
  name: 'getReaction',
  summary: 'Get a reaction',
  answers: {
    200: { description: 'The reaction.', schema: z.object({ reaction: reactionShape }) },
  },
  problems: ['not-found'],
  answer: async (call) => ({
    status: 200,
    body: { reaction: reactionView(await theReaction(call)) },
  }),
});

/** Lists what a reaction decided about the events that it matched. */
export const listReactionDecisions = defineRoute({
  key: 'GET /v1/reactions/{reactionName}/decisions',
  scope: 'channels:read',
  name: 'listReactionDecisions',
  summary: 'List what a reaction decided, newest first',
  description: 'A decision is kept for 30 days.',
  answers: {
    200: {
      description: 'A page of decisions.',
      schema: z.object({ decisions: z.array(decisionShape), nextCursor }),
    },
  },
  problems: ['not-found'],
  query: pageQuery,
  async answer(call) {
    const { limit = 100, cursor } = call.query;
    const below = cursor === undefined ? undefined : placeOf('decisions', cursor);
    if (below !== undefined && !/^\d{4}-[\d-]+T[\d:.]+Z#[\w:.#-]{1,128}$/.test(below))
      throw notACursor();
    const { name } = await theReaction(call);
    const { decisions, next } = await listDecisions(call.app.store, name, limit, below);
    return {
      status: 200,
      body: {
        decisions: decisions.map(decisionView),
        ...(next !== undefined && { nextCursor: cursorAt('decisions', next) }),
      },
    };
  },
});

/** Writes a reaction. */
export const putReaction = defineRoute({
  key: 'PUT /v1/reactions/{reactionName}',
  scope: 'channels:write',
  mutates: true,
  name: 'putReaction',
  summary: 'Write a reaction: what to start when an event arrives or a stream is live for long',
  description:
    'Takes effect within seconds. The token needs the scope of the workflow too. One event, one ' +
    'stream or one moment of a cadence is decided about once, in `shadow` too; a chain of ' +
    'reactions ends after four. A built-in reaction keeps its trigger and its workflow.',
  plain: true,
  answers: {
    200: {
      description: 'The reaction, which replaces an earlier one.',
      schema: z.object({ reaction: reactionShape }),
    },
    201: { description: 'The new reaction.', schema: z.object({ reaction: reactionShape }) },
  },
  problems: ['missing-scope', 'quota-exceeded', 'idempotency-key-reused', 'request-under-way'],
  body: reactionBody,
  example: {
    body: {
      when: {
        pattern: {
          'detail-type': ['IVS Limit Breach'],
          detail: { limit_name: ['Ingest Bitrate'] },
        },
        selection: { tags: { team: 'night' } },
        repeated: '5/PT10M',
      },
      then: { workflow: 'suspendChannel' },
      mode: 'shadow',
      atMost: '10/PT1H',
    },
  },
  async answer(call) {
    const { app, body: asked, caller, scopes, parameters, preferences } = call;
    const { when, then, mode, atMost } = asked;
    const { workflow, input = {} } = then;
    const issue = issueOfInput(workflow, input);
    if (issue) throw invalidRequest([issue]);
    for (const scope of scopesOnChannels(workflow)) authorize(scopes, scope, app.config);
    const reaction: WrittenReaction = {
      name: parameters.reactionName,
      when: triggerIn(when, patternIn(when.pattern)),
      then: { workflow, input },
      mode,
      ...(atMost !== undefined && { atMost: rateIn(atMost)! }),
      updatedBy: caller,
      updatedAt: app.clock.now(),
    };
    mustStayItself(reaction);
    const request = { name: reaction.name, ...asked };
    if (preferences.dryRun)
      return { status: 200, body: { dryRun: { operation: 'putReaction', request } } };
    return performOnce(call, {
      operation: 'putReaction',
      does: () => written(call, reaction, request),
    });
  },
});

/** Stores a reaction. */
async function written(
  call: Call<'reactionName'>,
  reaction: WrittenReaction,
  request: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const { store } = call.app;
  const others = (await writtenReactions(store)).filter(({ name }) => name !== reaction.name);
  if (others.length >= REACTIONS_MAX)
    throw new Problem('quota-exceeded', `A deployment has ${REACTIONS_MAX} reactions at most.`);
  const isNew = await put(store, reaction);
  await note(call, 'putReaction', request);
  return { status: isNew ? 201 : 200, body: { reaction: reactionView(reaction) } };
}

/** Deletes a reaction. */
export const deleteReaction = defineRoute({
  key: 'DELETE /v1/reactions/{reactionName}',
  scope: 'channels:write',
  mutates: true,
  name: 'deleteReaction',
  summary: 'Delete a reaction, or switch a built-in one off',
  plain: true,
  answers: {
    204: { description: 'The reaction is gone. A built-in one is off and has its first numbers.' },
  },
  problems: ['not-found', 'idempotency-key-reused', 'request-under-way'],
  async answer(call) {
    const { app, parameters, preferences } = call;
    const name = parameters.reactionName;
    if (preferences.dryRun) {
      await theReaction(call);
      return { status: 200, body: { dryRun: { operation: 'deleteReaction', request: { name } } } };
    }
    return performOnce(call, {
      operation: 'deleteReaction',
      async does({ uncertain }) {
        const isKnown = (await remove(app, name, app.clock.now())) || builtInOf(name);
        if (!isKnown && !uncertain) throw missing(name);
        await note(call, 'deleteReaction', { name });
        return { status: 204 };
      },
    });
  },
});
