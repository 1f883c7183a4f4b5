#!/usr/bin/env bash
# Guess:   The callback of OpenTelemetry's OTLP exporter tells when the collector has dropped spans.
# Truth:   A collector that drops spans answers 200 with `partialSuccess.rejectedSpans`. The callback
#          then says success, even if every span was dropped. The number goes to the diagnostic
#          logger of @opentelemetry/api alone, which a program does not have unless it sets one.
# Version: @opentelemetry/exporter-trace-otlp-http 0.223.1, @opentelemetry/sdk-trace-base 2.12.1
# Source:  OTLP specification, "Partial Success"; logging response handler of otlp-exporter-base
# Prints the observed behaviour; exits with 1 when it no longer matches the truth above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module","dependencies":{"@opentelemetry/api":"1.9.1","@opentelemetry/exporter-trace-otlp-http":"0.223.1","@opentelemetry/sdk-trace-base":"2.12.1"}}' > package.json
npm install --silent --no-audit --no-fund
cat > try.js <<'JS'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';

for (const name of ['exporter-trace-otlp-http', 'sdk-trace-base'])
  console.log(`${name} ${JSON.parse(readFileSync(`node_modules/@opentelemetry/${name}/package.json`, 'utf8')).version}`);
const server = createServer((request, response) => {
  request.resume().on('end', () =>
    response
      .setHeader('content-type', 'application/json')
      .end('{"partialSuccess":{"rejectedSpans":"1","errorMessage":"the quota is used up"}}'));
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const exporter = new OTLPTraceExporter({ url: `http://127.0.0.1:${server.address().port}/v1/traces` });
const span = new BasicTracerProvider().getTracer('try').startSpan('dropped');
span.end();
const exported = () => new Promise((told) => exporter.export([span], told));
const lines = [];
for (const method of ['log', 'info', 'warn', 'error', 'debug']) {
  const print = console[method].bind(console);
  console[method] = (...given) => (lines.push(given.join(' ')), method === 'log' && print(...given));
}
const first = await exported();
const silent = lines.length === 0;
const told = [];
const note = (...given) => told.push(given.join(' '));
diag.setLogger({ verbose: note, debug: note, info: note, warn: note, error: note }, DiagLogLevel.WARN);
await exported();
const reported = told.some((line) => line.includes('partialSuccess') || line.includes('rejectedSpans'));
console.log(`the only span was dropped; code ${first.code} (0 is success), error ${first.error ?? 'none'}; ` +
  `without a diagnostic logger: ${silent ? 'silent' : 'not silent'}; with one: ${reported ? 'reported' : 'silent'}`);
await exporter.shutdown();
server.close();
server.closeAllConnections();
process.exitCode = first.code === 0 && !first.error && silent && reported ? 0 : 1;
JS
node try.js
