#!/usr/bin/env bash
# Guess:   The AWS SDK for JavaScript v3 sends a call once if the call is refused for good, with 404
#          or a failed condition.
# Truth:   If the `Date` header of the refusal is off by four minutes or more, the SDK takes the
#          refusal for a sign of a skewed clock and sends the call as often as it may. It does so
#          every time, because the offset that it learns is never exactly the same. Without a `Date`
#          the SDK sends the call once.
# Version: @aws-sdk/client-dynamodb 3.1164.0 with @aws-sdk/core 3.981.2
# Source:  dist-es/submodules/httpAuthSchemes/aws_sdk/AwsSdkSigV4Signer.js of @aws-sdk/core,
#          isTransientError of @smithy/core
# Prints the observed behaviour; exits with 1 when it no longer matches the truth above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module","dependencies":{"@aws-sdk/client-dynamodb":"3.1164.0","@aws-sdk/core":"3.981.2"}}' > package.json
npm install --silent --no-audit --no-fund
cat > try.js <<'JS'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

console.log(`@aws-sdk/core ${JSON.parse(readFileSync('node_modules/@aws-sdk/core/package.json', 'utf8')).version}`);
let asked = 0;
let offMinutes;
const server = createServer((request, response) => {
  asked += 1;
  request.resume();
  response.sendDate = false;
  if (offMinutes !== undefined) response.setHeader('Date', new Date(Date.now() + offMinutes * 60_000).toUTCString());
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
  response.end('{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed"}');
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const client = new DynamoDBClient({
  endpoint: `http://127.0.0.1:${server.address().port}`, region: 'us-west-2', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 3,
});
const seen = [];
for (offMinutes of [0, 3, 5, 5, -5, undefined]) {
  asked = 0;
  const outcome = await client.send(new PutItemCommand({ TableName: 't', Item: {} })).then(() => 'answered', (error) => error.name);
  console.log(`Date ${offMinutes === undefined ? 'absent' : `off by ${offMinutes} minutes`}: ${outcome}, sent ${asked} time(s)`);
  seen.push(asked);
}
client.destroy();
server.close();
if (seen.join() !== '1,1,3,3,3,1') {
  console.log('That is not what was found.');
  process.exit(1);
}
JS
node try.js
