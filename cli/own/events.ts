import { Argument } from 'commander';
import { EVENT_NAMES, IVS_EVENT_NAMES } from '../events/names.ts';
import type { Listening } from '../events/listen.ts';
import type { Trigger } from '../events/trigger.ts';
import { exampleOf, type Add } from './add.ts';

const API_KEY = 'The environment variable that has the value of x-api-key.';
const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** `listen` forwards the events of the local stack to an endpoint. */
export const listen: Add = (program, io, choose) => {
  const made = program
    .command('listen')
    .description(
      'Forward each new event of the local stack to an endpoint, as EventBridge would, until ' +
        'Ctrl-C. docs/webhooks.md tells how a deployment on AWS delivers events.',
    )
    .requiredOption('--forward-to <url>', 'The endpoint: https, or http on this machine.')
    .option('--events <names>', 'Only these events: "Channel Deleted,Job Failed".')
    .option('--api-key-variable <name>', API_KEY)
    .addHelpText('after', exampleOf('listen --forward-to http://127.0.0.1:8080/hooks'));
  made.action(() => {
    choose(async () =>
      (await import('../events/listen.ts')).listen(io, made.optsWithGlobals<Listening>()),
    );
  });
};

/** `trigger` sends a sample of an event. */
export const trigger: Add = (program, io, choose) => {
  const event = new Argument(
    '<event>',
    'The name of an event of the deployment, such as job-failed, or of IVS, such as stream-start; ' +
      'or "list".',
  );
  // Choices that completion offers; the deployment decides which events of its own there are.
  event.argChoices = ['list', ...EVENT_NAMES, ...IVS_EVENT_NAMES];
  const made = program
    .command('trigger')
    .addArgument(event)
    .description(
      'Send a sample of an event to an endpoint, or put it on the bus of the local stack, whose ' +
        'deployment reacts to events of IVS.',
    )
    .option('--forward-to <url>', 'The endpoint: https, or http on this machine.')
    .option('--api-key-variable <name>', API_KEY)
    .option('--channel <id>', 'The channel that the event is about.')
    .option('--set <path=value>', 'A member, such as detail.step=deleting. Repeat it.', collect)
    .addHelpText('after', exampleOf('trigger job-failed --forward-to http://127.0.0.1:8080/hooks'));
  made.action((name: string) => {
    const asked = made.optsWithGlobals<Trigger>();
    choose(async () =>
      name === 'list'
        ? (await import('../events/catalog.ts')).listEvents(io, asked)
        : (await import('../events/trigger.ts')).trigger(io, name, asked),
    );
  });
};
