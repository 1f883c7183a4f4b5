#!/usr/bin/env bash
# Guess:   A dynalite in memory needs as much memory as its items, however long it runs.
# Truth:   It opens an iterator for each Query and Scan and closes none before the database is
#          closed. An open iterator keeps all values that there were when it began, so 3,000 writes
#          of one item of 20 kB need 3,000 times its memory when each is followed by a Query.
# Version: dynalite 4.0.0, abstract-level 3.1.1, memory-level 3.1.0
# Source:  createValueStream in db/index.js of dynalite calls iterator.return(), which the iterators
#          of abstract-level do not have; README of abstract-level, iterator.close()
# Prints the observed behaviour; exits with 1 when it no longer matches the truth above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"dependencies":{"dynalite":"4.0.0","abstract-level":"3.1.1","memory-level":"3.1.0"}}' > package.json
npm install --silent --no-audit --no-fund
cat > try.js <<'JS'
const { MemoryLevel } = require('memory-level');
const dynalite = require('dynalite');

console.log(`dynalite ${require('dynalite/package.json').version}`);
const count = { opened: 0, closed: 0 };
const values = MemoryLevel.prototype.values;
MemoryLevel.prototype.values = function (...given) {
  const iterator = values.apply(this, given);
  const close = iterator.close.bind(iterator);
  count.opened += 1;
  iterator.close = () => { count.closed += 1; return close(); };
  return iterator;
};
const server = dynalite({ createTableMs: 0 });
async function call(operation, body) {
  const answer = await fetch(`http://127.0.0.1:${server.address().port}`, {
    method: 'POST', body: JSON.stringify({ TableName: 'table', ...body }),
    headers: {
      'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}`, 'x-amz-date': '20260101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-west-2/dynamodb/aws4_request, SignedHeaders=host, Signature=a',
    },
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}
const megabytes = () => { gc(); const { heapUsed, arrayBuffers } = process.memoryUsage(); return (heapUsed + arrayBuffers) / 1e6; };
async function growth(each) {
  const before = megabytes();
  for (let n = 0; n < 3000; n++) {
    await call('PutItem', { Item: { pk: { S: 'a' }, value: { S: String(n).padEnd(20000) } } });
    await each();
  }
  return Math.round(megabytes() - before);
}
(async () => {
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  await call('CreateTable', { BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] });
  await new Promise((created) => setTimeout(created, 200));
  const alone = await growth(() => undefined);
  const queried = await growth(() => call('Query', { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'a' } } }));
  console.log(`3,000 writes of one item: ${alone} MB more`);
  console.log(`3,000 writes of one item, each followed by a Query: ${queried} MB more`);
  console.log(`iterators opened: ${count.opened}, closed: ${count.closed}`);
  server.close();
  process.exitCode = alone < 15 && queried > 50 && count.opened >= 3000 && count.closed === 0 ? 0 : 1;
})();
JS
node --expose-gc try.js
