#!/usr/bin/env bash
# Guess:   s3rver, which plays S3 in tests, pages a list as S3 does: `MaxKeys` keys, IsTruncated and
#          a token for the next page.
# Truth:   On Node 17 and newer it answers 500 InternalError to every page that another one follows.
#          It encrypts the token with DES, which OpenSSL 3 does not offer. A last page is answered.
# Version: s3rver 3.7.1, @aws-sdk/client-s3 3.1169.0, Node 20 and 24
# Source:  generateContinuationToken in lib/controllers/bucket.js of s3rver; S3 API reference,
#          ListObjectsV2
# Prints the observed behaviour; exits with 1 when it no longer matches the truth above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module","dependencies":{"s3rver":"3.7.1","@aws-sdk/client-s3":"3.1169.0"}}' > package.json
npm install --silent --no-audit --no-fund
cat > try.js <<'JS'
import { readFileSync } from 'node:fs';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';

console.log(`s3rver ${JSON.parse(readFileSync('node_modules/s3rver/package.json', 'utf8')).version}, Node ${process.version}`);
const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: 'data', configureBuckets: [{ name: 'bucket' }] });
const { port } = await server.run();
const client = new S3Client({
  endpoint: `http://127.0.0.1:${port}`, region: 'us-west-2', maxAttempts: 1, credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
});
for (const Key of ['1', '2', '3']) await client.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: 'x' }));
const list = (MaxKeys) => client.send(new ListObjectsV2Command({ Bucket: 'bucket', MaxKeys })).then(
  ({ Contents = [], IsTruncated }) => `${Contents.length} keys, truncated: ${IsTruncated}`,
  ({ name, $metadata }) => `${$metadata.httpStatusCode} ${name}`,
);
const seen = [await list(3), await list(2)];
console.log(`MaxKeys 3: ${seen[0]}\nMaxKeys 2: ${seen[1]}`);
client.destroy();
await server.close();
process.exitCode = seen.join() === '3 keys, truncated: false,500 InternalError' ? 0 : 1;
JS
node try.js
