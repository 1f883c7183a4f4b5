import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { commands, type Command } from '../command.ts';
import { inputSchemaOf } from './inputSchema.ts';
import { answersSecrets, needsConfirmation } from './kinds.ts';

/** Returns the name of a tool: `stream_keys_batch_get` for `stream-keys batch-get`. */
export const toolName = ({ group, verb }: Pick<Command, 'group' | 'verb'>): string =>
  `${group}_${verb}`.replaceAll('-', '_');

/** The tool that follows a job, and the longest time in seconds for which it waits. */
export const JOB_TOOL = toolName({ group: 'jobs', verb: 'get' });
export const JOB_WAIT_SECONDS = 20;

/** Returns the description of a tool, for the program that chooses between tools. */
function descriptionOf(command: Command): string {
  const { summary, description = '', startsJob, asksFirst } = command;
  return [
    `${summary}.`,
    description,
    ...(needsConfirmation(command)
      ? [
          'The first call changes nothing: it shows the plan and a digest of it. The second call, ' +
            'with the same arguments and the digest as `confirm`, makes the change.',
        ]
      : []),
    ...(asksFirst ? ['It can take something away: let a person see the plan first.'] : []),
    ...(startsJob ? [`The change may go on as a job; \`${JOB_TOOL}\` follows it.`] : []),
    ...(answersSecrets(command) ? ['The answer holds secrets.'] : []),
  ]
    .filter((text) => text !== '')
    .join(' ');
}

/** Returns the tool of a command. */
export function toolOf(command: Command): Tool {
  const { method, summary, asksFirst } = command;
  const isReadOnly = !needsConfirmation(command);
  return {
    name: toolName(command),
    title: summary,
    description: descriptionOf(command),
    inputSchema: inputSchemaOf(command),
    annotations: {
      title: summary,
      readOnlyHint: isReadOnly,
      destructiveHint: asksFirst !== undefined,
      // RFC 9110, 9.2.2: of the methods of the API, these are idempotent.
      idempotentHint: isReadOnly || method === 'GET' || method === 'DELETE',
      // A tool reaches the deployment and its account alone.
      openWorldHint: false,
    },
  };
}

/** Returns the command of a tool; undefined when there is no such tool. */
export const commandOf = (
  name: string,
  table: readonly Command[] = commands,
): Command | undefined => table.find((command) => toolName(command) === name);
