#!/usr/bin/env bash
# Guess:   `requestTimeout` of the AWS SDK for JavaScript v3 ends a request that is not answered in
#          time.
# Truth:   It only logs a warning, and the SDK waits for the answer without end. It ends the request
#          if `throwOnRequestTimeout` is true as well. Even then the SDK waits without end for an
#          answer that stops after its headers, unless `socketTimeout` is set.
# Version: @aws-sdk/client-dynamodb 3.1164.0 with @smithy/node-http-handler 4.14.2
# Source:  dist-es/set-request-timeout.js and dist-es/node-http-handler.js of
#          @smithy/node-http-handler
# Prints the observed behaviour; exits with 1 when it no longer matches the truth above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module","dependencies":{"@aws-sdk/client-dynamodb":"3.1164.0","@smithy/node-http-handler":"4.14.2"}}' > package.json
npm install --silent --no-audit --no-fund
cat > try.js <<'JS'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';

const version = JSON.parse(readFileSync('node_modules/@smithy/node-http-handler/package.json', 'utf8')).version;
console.log(`@smithy/node-http-handler ${version}`);

/** Answers after 2 s, or sends its headers at once and the rest of its answer after 2 s. */
const server = createServer((request, response) => {
  const isHalf = request.headers['x-amz-user-agent']?.includes('half');
  if (isHalf) response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).write('{"TableNames":');
  setTimeout(() => response.end(isHalf ? '[]}' : '{"TableNames":[]}'), 2_000);
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));

async function ask(requestHandler, customUserAgent = 'whole') {
  const warnings = [];
  console.warn = (line) => warnings.push(line);
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${server.address().port}`, region: 'us-west-2', credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1, requestHandler, customUserAgent,
  });
  const from = Date.now();
  const outcome = await client.send(new ListTablesCommand({})).then(() => 'answered', (error) => error.name);
  client.destroy();
  const seconds = Math.round((Date.now() - from) / 500) / 2;
  const seen = `${outcome} after ${seconds} s, ${warnings.length} warning(s)`;
  console.log(`${JSON.stringify(requestHandler)} ${customUserAgent}: ${seen}`);
  return seen;
}

const limit = { requestTimeout: 500 };
const seen = [
  await ask(limit),
  await ask({ ...limit, throwOnRequestTimeout: true }),
  await ask({ ...limit, throwOnRequestTimeout: true }, 'half'),
  await ask({ ...limit, throwOnRequestTimeout: true, socketTimeout: 500 }, 'half'),
];
server.closeAllConnections();
server.close();
const expected = [
  'answered after 2 s, 1 warning(s)',
  'TimeoutError after 0.5 s, 0 warning(s)',
  'answered after 2 s, 0 warning(s)',
  'TimeoutError after 0.5 s, 0 warning(s)',
];
if (JSON.stringify(seen) !== JSON.stringify(expected)) {
  console.log('That is not what was found.');
  process.exit(1);
}
JS
node try.js
