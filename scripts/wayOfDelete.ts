import { createHook, executionAsyncId } from 'node:async_hooks';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IvsClient } from '@aws-sdk/client-ivs';
import { World } from '../test/world.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
/** A handler is created when its file is loaded, so this file is on no stack. */
const ENTRY = 'functions/http/commands.ts';

/** Returns the files of lib on a stack, the innermost first. */
const filesOn = ({ stack = '' }: Error): string[] =>
  [...stack.matchAll(/file:[^)\s]+?\.ts/g)]
    .map(([url]) => relative(root, fileURLToPath(url)))
    .filter((path) => path.startsWith('lib/'));

/**
 * The stacks on which asynchronous work began, by its id, with the id of the work that began it. A
 * stack alone lacks the functions that return a promise without awaiting it.
 */
const begun = new Map<number, { by: number; at: Error }>();
const hook = createHook({
  init: (id) => void begun.set(id, { by: executionAsyncId(), at: new Error('begun') }),
});

/** Returns the files that a call passes through, from the entry to the client. */
function wayHere(): string[] {
  const files = filesOn(new Error('here'));
  for (let work = begun.get(executionAsyncId()); work; work = begun.get(work.by))
    files.push(...filesOn(work.at));
  return [ENTRY, ...new Set(files.toReversed())];
}

/**
 * Records the path to the first call of a client. The returned function restores `send` and returns
 * the path.
 */
function watched(client: { prototype: { send: (...given: never[]) => unknown } }): () => string[] {
  const { send } = client.prototype;
  let way: string[] | undefined;
  client.prototype.send = function (this: unknown, ...given) {
    way ??= wayHere();
    return send.apply(this, given);
  };
  return () => {
    client.prototype.send = send;
    if (!way) throw new Error('No call was made.');
    return way;
  };
}

/**
 * Returns the files that `DELETE /v1/channels/{channelId}` of an idle channel passes through, in
 * the real handler, on its way to its first calls of DynamoDB and IVS.
 */
export async function wayOfDelete(): Promise<{ dynamodb: string[]; ivs: string[] }> {
  const world = await World.open();
  try {
    const { body } = await world.http('POST', '/v1/channels', { body: { name: 'measured' } });
    const { arn } = body.channel as { arn: string };
    await world.settle();
    Error.stackTraceLimit = Infinity;
    hook.enable();
    const [dynamodb, ivs] = [watched(DynamoDBClient), watched(IvsClient)];
    await world.http('DELETE', `/v1/channels/${arn.slice(arn.lastIndexOf('/') + 1)}`);
    return { dynamodb: dynamodb(), ivs: ivs() };
  } finally {
    hook.disable();
    await world.close();
  }
}
