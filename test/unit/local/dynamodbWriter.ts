import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { localClient } from '../../../local/dynalite.ts';
import { startDynamoDb } from '../../../local/dynamodb.ts';
import { table } from './dynamodbTable.ts';

/**
 * A process for the tests to kill: says `up`, then the key of every item that was acknowledged,
 * each on a line.
 */
const { url } = await startDynamoDb({ port: 0, path: process.argv[2] ?? null, tables: [table] });
console.log('up');
const client = localClient(url);
const writer = async (name: string): Promise<void> => {
  for (let n = 0; ; n += 1) {
    // The index key of an item changes with every slot, so there is always an index row between its
    // old and its new place.
    const Item = {
      pk: { S: `${name}-${n % 40}` },
      sk: { S: 'job' },
      duePk: { S: `shard-${n % 3}` },
      dueSk: { S: String(n).padStart(9, '0') },
    };
    await client.send(new PutItemCommand({ TableName: 'jobs', Item }));
    console.log(`${Item.pk.S} ${n}`);
  }
};
await Promise.all(['a', 'b', 'c', 'd'].map(writer));
