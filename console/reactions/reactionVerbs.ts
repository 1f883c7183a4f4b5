import { api, type Answer } from '../api/client.ts';
import { sendJson } from '../parts/json.ts';
import type { Change, Values, Verb } from '../parts/verb.ts';
import { bodyInMode, bodyOf, reactionFields, type ReactionBody } from './reactionForm.ts';
import type { Reaction } from './reactions.ts';

const put = (
  reactionName: string,
  { query, header }: Change,
  body: ReactionBody,
): Promise<Answer<unknown>> =>
  api().PUT('/v1/reactions/{reactionName}', {
    params: { path: { reactionName }, query, header },
    body,
  });

const putForm = (name: string, change: Change, values: Values): Promise<Answer<unknown>> =>
  sendJson('pattern', () => put(name, change, bodyOf(values)));

/** The verb that makes a reaction. */
export const create: Verb = {
  name: 'create',
  label: 'New reaction',
  effect: 'A reaction starts a job. In shadow it only records its decisions.',
  fields: reactionFields(),
  send: (change, { name = '', ...values }) => putForm(name, change, values),
};

const change = (reaction: Reaction): Verb => ({
  name: 'change',
  label: 'Change',
  effect: 'The reaction is replaced. This takes effect within seconds.',
  fields: reactionFields(reaction),
  send: (asked, values) => putForm(reaction.name, asked, values),
});

const switchOn = (reaction: Reaction): Verb => ({
  name: 'switchOn',
  label: 'Switch on',
  isDanger: true,
  effect: 'The reaction starts jobs from now on. Look at its decisions first.',
  send: (asked) => put(reaction.name, asked, bodyInMode(reaction, 'on')),
});

const toShadow = (reaction: Reaction): Verb => ({
  name: 'toShadow',
  label: reaction.mode === 'on' ? 'Back to shadow' : 'To shadow',
  effect: 'The reaction records its decisions, and starts nothing.',
  send: (asked) => put(reaction.name, asked, bodyInMode(reaction, 'shadow')),
});

const send = (name: string, { query, header }: Change): Promise<Answer<unknown>> =>
  api().DELETE('/v1/reactions/{reactionName}', {
    params: { path: { reactionName: name }, query, header },
  });

const remove = ({ name }: Reaction): Verb => ({
  name: 'delete',
  label: 'Delete reaction',
  isDanger: true,
  effect: 'The reaction is deleted. Jobs that it has started go on.',
  send: (asked) => send(name, asked),
});

const switchOff = ({ name }: Reaction): Verb => ({
  name: 'switchOff',
  label: 'Switch off',
  effect: 'The reaction is off and has its first numbers again. Jobs that it has started go on.',
  send: (asked) => send(name, asked),
});

/** Returns everything that can be done to a reaction. */
export const reactionVerbs = (reaction: Reaction): Verb[] => [
  change(reaction),
  ...(reaction.mode === 'on' ? [] : [switchOn(reaction)]),
  ...(reaction.mode === 'shadow' ? [] : [toShadow(reaction)]),
  ...(reaction.builtIn
    ? reaction.mode === 'off'
      ? []
      : [switchOff(reaction)]
    : [remove(reaction)]),
];
