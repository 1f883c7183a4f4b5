#!/usr/bin/env bash
# Guess:   dynalite refuses a request member that it does not support, so a program that relies on
#          one notices.
# Truth:   It accepts `ReturnValuesOnConditionCheckFailure` with any value and ignores it: a failed
#          condition returns no item. DynamoDB returns the item with ALL_OLD, and refuses a value
#          that it does not know.
# Version: dynalite 4.0.0, @aws-sdk/client-dynamodb 3.1164.0
# Source:  checkTypes in validations/index.js of dynalite; DynamoDB API reference, PutItem
# Prints the observed behaviour; exits with 1 when it no longer matches the truth above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module","dependencies":{"dynalite":"4.0.0","@aws-sdk/client-dynamodb":"3.1164.0"}}' > package.json
npm install --silent --no-audit --no-fund
cat > try.js <<'JS'
import { readFileSync } from 'node:fs';
import dynalite from 'dynalite';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

console.log(`dynalite ${JSON.parse(readFileSync('node_modules/dynalite/package.json', 'utf8')).version}`);
const server = dynalite({ createTableMs: 0 });
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const client = new DynamoDBClient({
  endpoint: `http://127.0.0.1:${server.address().port}`, region: 'us-west-2', credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
});
await client.send(new CreateTableCommand({
  TableName: 'table', BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
}));
const put = (more) => client.send(new PutItemCommand({
  TableName: 'table', Item: { pk: { S: 'a' } }, ConditionExpression: 'attribute_not_exists(pk)', ...more,
})).then(() => 'written', (error) => `${error.name}, ${error.Item ? 'with' : 'without'} the item`);
await new Promise((created) => setTimeout(created, 200));
const seen = [await put({})];
for (const value of ['ALL_OLD', 'UNKNOWN']) seen.push(await put({ ReturnValuesOnConditionCheckFailure: value }));
console.log(seen.join('\n'));
client.destroy();
server.close();
process.exitCode = seen.join() === 'written,ConditionalCheckFailedException, without the item,ConditionalCheckFailedException, without the item' ? 0 : 1;
JS
node try.js
