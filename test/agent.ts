import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { Command } from '../cli/command.ts';
import type { Allowed } from '../cli/mcp/offer.ts';
import { agentServer } from '../cli/mcp/server.ts';
import type { Globals } from '../cli/session.ts';
import { ioIn, type Around } from './commandLine.ts';
import type { World } from './world.ts';

/** The result of a tool. */
export interface Result {
  readonly isError: boolean;
  readonly content: Readonly<Record<string, unknown>>;
  /** All texts of the result. */
  readonly text: string;
}

/** An agent that is connected to the server. */
export interface Agent {
  readonly client: Client;
  /** Every message on the wire, in both directions, as JSON. */
  readonly wire: readonly string[];
  /** Calls a tool while time passes in the world. */
  call(name: string, input?: Readonly<Record<string, unknown>>): Promise<Result>;
  /** Calls a tool until it has shown its plan, and returns the digest of the plan. */
  digestOf(name: string, input: Readonly<Record<string, unknown>>): Promise<string>;
  names(): Promise<string[]>;
}

/** Returns a transport that notes every message, in both directions. */
function recording(inner: Transport, wire: string[]): Transport {
  const outer: Transport = {
    start() {
      // A transport of the SDK is no event target.
      Object.assign(inner, {
        onmessage(...[message, extra]: Parameters<NonNullable<Transport['onmessage']>>) {
          wire.push(JSON.stringify(message));
          outer.onmessage?.(message, extra);
        },
        onclose: () => outer.onclose?.(),
        onerror: (error: Error) => outer.onerror?.(error),
      });
      return inner.start();
    },
    send(message, options) {
      wire.push(JSON.stringify(message));
      return inner.send(message, options);
    },
    close: () => inner.close(),
  };
  return outer;
}

/** Connects a client of the SDK through a transport. */
export async function connected(world: World, transport: Transport): Promise<Agent> {
  const wire: string[] = [];
  const client = new Client({ name: 'test', version: '1.0.0' });
  await world.during(client.connect(recording(transport, wire)), 'a connection');
  const call: Agent['call'] = async (name, input = {}) => {
    const called = client.callTool({ name, arguments: input });
    const { content, structuredContent, isError } = await world.during(called, `a call of ${name}`);
    const texts = content as { text?: string }[];
    return {
      isError: isError === true,
      content: structuredContent as Record<string, unknown>,
      text: texts.map(({ text = '' }) => text).join('\n'),
    };
  };
  return {
    client,
    wire,
    call,
    async digestOf(name, input) {
      const { content, isError, text } = await call(name, input);
      if (isError || typeof content.confirm !== 'string')
        throw new Error(`${name} has shown no plan: ${text}`);
      return content.confirm;
    },
    async names() {
      const { tools } = await world.during(client.listTools(), 'the tools');
      return tools.map(({ name }) => name);
    },
  };
}

/** Connects a client of the SDK to a server in this process. */
export async function givenAgent(
  world: World,
  options: Globals & Allowed = {},
  around: Around = {},
  table?: readonly Command[],
): Promise<Agent> {
  const [here, there] = InMemoryTransport.createLinkedPair();
  await agentServer(await ioIn(world, around), options, table).connect(there);
  return connected(world, here);
}

/** The options of a server that offers every tool. */
export const ALL: Allowed = { allowWrites: true, allowSecrets: true };
