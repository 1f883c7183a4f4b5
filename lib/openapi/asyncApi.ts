import type { Json } from './components.ts';

/** An event in the catalogue of our events (docs/events.json). */
interface CatalogueEvent {
  readonly detailType: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly example: Readonly<Record<string, unknown>>;
}

const BUS = 'bus';

/** Returns the name of an event in the document, such as `streamKeyRotated`. */
const nameOf = (detailType: string): string =>
  detailType.replaceAll(' ', '').replace(/^./, (first) => first.toLowerCase());

/**
 * Returns the AsyncAPI 3.0 document of the events that a deployment sends to its bus. A payload is
 * the envelope of EventBridge with the detail. The schemas use keywords of JSON Schema draft 7
 * only, which is the dialect of AsyncAPI, so their own `$schema` is left out.
 * @param version that of the API
 */
export function asyncApiDocument(events: readonly CatalogueEvent[], version: string): Json {
  const named = events.map((event) => [nameOf(event.detailType), event] as const);
  const inChannel = (name: string): Json => ({ $ref: `#/channels/${BUS}/messages/${name}` });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Channelkeeper events',
      version,
      description:
        'The events that a deployment of Channelkeeper sends to its event bus. An event can ' +
        'arrive twice, and events can arrive in another order. The version of an event is the ' +
        'last part of the `$id` of its schema.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: {
      eventBridge: {
        host: 'events.{region}.amazonaws.com',
        protocol: 'eventbridge',
        description:
          'Amazon EventBridge in the region of the deployment. A rule on the bus delivers events ' +
          'to a target; docs/webhooks.md forwards them to an HTTPS endpoint.',
        variables: { region: { description: 'The region of the deployment.' } },
      },
    },
    channels: {
      [BUS]: {
        address: 'channelkeeper-{stage}',
        title: 'The event bus of the deployment',
        description: 'The output `BusName` of the stack is its name.',
        servers: [{ $ref: '#/servers/eventBridge' }],
        parameters: { stage: { description: 'The stage of the deployment, such as `prod`.' } },
        messages: Object.fromEntries(
          named.map(([name]) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
      },
    },
    operations: Object.fromEntries(
      named.map(([name, { detailType }]) => [
        `send${name.replace(/^./, (first) => first.toUpperCase())}`,
        {
          action: 'send',
          title: `Send ${detailType}`,
          channel: { $ref: `#/channels/${BUS}` },
          messages: [inChannel(name)],
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        named.map(([name, { detailType, description, schema, example }]) => {
          const { $schema: _dialect, ...payload } = schema;
          return [
            name,
            {
              name: detailType,
              title: detailType,
              description,
              payload,
              examples: [{ name, payload: example }],
            },
          ];
        }),
      ),
    },
  };
}
