#!/usr/bin/env bash
# Guess:   A client of the AWS SDK with `cacheMiddleware: true` puts the middleware of a command
#          together once, whatever else is sent.
# Truth:   `send` with any options, even an `abortSignal` alone, puts it together anew and drops what
#          was kept for all commands of the client, so calls without options build theirs again too.
#          The document client of lib-dynamodb refuses such a client when it is opened.
# Version: @aws-sdk/client-dynamodb 3.1164.0, @aws-sdk/lib-dynamodb 3.1162.0, @smithy/core 3
# Source:  Client.send in submodules/client of @smithy/core; constructor of DynamoDBDocumentClient
# Prints the observed behaviour; exits with 1 when it no longer matches the truth above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module","dependencies":{"@aws-sdk/client-dynamodb":"3.1164.0","@aws-sdk/lib-dynamodb":"3.1162.0"}}' > package.json
npm install --silent --no-audit --no-fund
cat > try.js <<'JS'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

for (const name of ['client-dynamodb', 'lib-dynamodb'])
  console.log(`${name} ${JSON.parse(readFileSync(`node_modules/@aws-sdk/${name}/package.json`, 'utf8')).version}`);
const server = createServer((request, response) => {
  request.resume().on('end', () => response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}'));
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const client = new DynamoDBClient({
  cacheMiddleware: true, endpoint: `http://127.0.0.1:${server.address().port}`, region: 'us-west-2',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
});
let built = 0;
class Counted extends GetItemCommand {
  resolveMiddleware(...given) {
    built++;
    return super.resolveMiddleware(...given);
  }
}
const send = async (...options) => {
  const before = built;
  await client.send(new Counted({ TableName: 'table', Key: { pk: { S: 'a' } } }), ...options);
  return built - before;
};
const seen = [await send(), await send(), await send({ abortSignal: new AbortController().signal }), await send(), await send()];
console.log(`built for a call, a second, one with a signal, one without, one more: ${seen.join(' ')}`);
let refusal = 'accepted';
try {
  DynamoDBDocumentClient.from(client);
} catch {
  refusal = 'refused';
}
console.log(`the document client: ${refusal}`);
client.destroy();
server.close();
process.exitCode = seen.join() === '1,0,1,1,0' && refusal === 'refused' ? 0 : 1;
JS
node try.js
