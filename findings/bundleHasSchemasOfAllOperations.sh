#!/usr/bin/env bash
# Guess:   A bundle that makes one call of IVS has the schema of that operation. The clients of the
#          AWS SDK are modules without effects, so a bundler leaves out what is not imported.
# Truth:   It has the schemas of all operations of the service. The schema of an operation has an
#          object with a computed key, which esbuild takes for an effect, so it keeps each one, and
#          through it the schemas of all inputs and outputs. Calls that are marked as pure go.
# Version: @aws-sdk/client-ivs 3.1136.0, esbuild 0.28.2
# Source:  dist-es/schemas/schemas_0.js of the client; aws/aws-sdk-js-v3 issue 7607 on larger bundles
# Prints the observed behaviour; exits with 1 when it no longer matches the truth above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module","dependencies":{"@aws-sdk/client-ivs":"3.1136.0","esbuild":"0.28.2"}}' > package.json
npm install --silent --no-audit --no-fund
cat > call.js <<'JS'
import { GetStreamCommand, IvsClient } from '@aws-sdk/client-ivs';

const { stream } = await new IvsClient().send(new GetStreamCommand({ channelArn: process.argv[2] }));
console.log(stream?.state);
JS
cat > try.js <<'JS'
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';

for (const name of ['@aws-sdk/client-ivs', 'esbuild'])
  console.log(`${name} ${JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version}`);
const schemas = /client-ivs\/dist-es\/schemas\/schemas_0\.js$/;
const marked = {
  name: 'marked',
  setup({ onLoad }) {
    onLoad({ filter: schemas }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(
        /^export var (\w+\$) = (\[[^;]*\]);$/gm,
        'export var $1 = /* @__PURE__ */ (() => $2)();',
      ),
    }));
  },
};
async function made(plugins) {
  const { metafile, outputFiles } = await build({
    entryPoints: ['call.js'], bundle: true, minify: true, platform: 'node', format: 'esm',
    mainFields: ['module', 'main'], metafile: true, write: false, plugins, logLevel: 'silent',
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  const [, { bytesInOutput }] = Object.entries(inputs).find(([input]) => schemas.test(input));
  const paths = new Set(outputFiles[0].text.match(/"\/[A-Z]\w+"/g));
  return { operations: paths.size, bytes: bytesInOutput };
}
const [plain, pure] = [await made([]), await made([marked])];
console.log(`as published: operations with a path of their own ${plain.operations}, bytes of schemas ${plain.bytes}`);
console.log(`marked as pure: ${pure.operations}, bytes ${pure.bytes}`);
process.exitCode = plain.operations === 38 && pure.operations === 1 && pure.bytes < plain.bytes / 2 ? 0 : 1;
JS
node try.js
