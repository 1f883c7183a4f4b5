import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { localClient } from '../../../local/dynalite.ts';
import { startDynamoDb } from '../../../local/dynamodb.ts';
import { table } from './dynamodbTable.ts';

/**
 * A process for the tests to kill. It prints `up`, then the key of every acknowledged item, one per
 * line.
 */
const { url } = await startDynamoDb({ port: 0, path: process.argv[2] ?? null, tables: [table] });
console.log('up');
const client = localClient(url);
const writer = async (name: string): Promise<void> => {
  for (let n = 0; ; n += 1) {
    // The index key of an item changes with every write, so there is always an index row between
    // the item's old place and its new one.
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
