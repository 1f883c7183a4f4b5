#!/usr/bin/env bash
# Guess:   What a local DynamoDB needs to parse a condition grows with its length, and is little
#          beside the rest of a request.
# Truth:   Its grammar tries each way to read what stands in parentheses from the beginning, so an
#          alternative such as "(attribute_not_exists(#n) OR #n <= :v)" is read many times over:
#          its parser looks at each of its characters 81 times, and 13 times in a plain comparison.
#          A condition of 16 of them takes milliseconds.
# Version: dynalite 4.0.0
# Source:  ParensConditionExpression, ConditionExpression and OperandParens in db/conditionParser.js
#          of dynalite, which is generated without PEG.js's option "cache"
# Prints the observed behaviour; exits with 1 when it no longer matches the truth above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"dependencies":{"dynalite":"4.0.0"}}' > package.json
npm install --silent --no-audit --no-fund
cat > try.js <<'JS'
const parser = require('dynalite/db/conditionParser.js');

console.log(`dynalite ${require('dynalite/package.json').version}`);
let reads = 0;
// A text that counts how often the parser looks at it.
class Counted extends String {
  charAt(at) { reads += 1; return super.charAt(at); }
  charCodeAt(at) { reads += 1; return super.charCodeAt(at); }
  substr(from, length) { reads += 1; return super.substr(from, length); }
}
const numbers = Array.from({ length: 16 }, (_, n) => n);
const context = () => ({
  attrNames: Object.fromEntries(numbers.map((n) => [`#n${n}`, `name${n}`])),
  attrVals: Object.fromEntries(numbers.map((n) => [`:v${n}`, { N: String(n) }])),
  unusedAttrNames: {}, unusedAttrVals: {}, isReserved: () => false, compare: () => false,
});
function tried(what, part) {
  const text = numbers.map(part).join(' AND ');
  reads = 0;
  if (typeof parser.parse(new Counted(text), { context: context() }) !== 'object') throw new Error('The condition is wrong.');
  const each = reads / text.length;
  for (let n = 0; n < 100; n++) parser.parse(text, { context: context() });
  const from = performance.now();
  for (let n = 0; n < 100; n++) parser.parse(text, { context: context() });
  console.log(`16 ${what}, ${text.length} characters: ${each.toFixed(0)} looks at each, ${((performance.now() - from) / 100).toFixed(2)} ms`);
  return each;
}
const plain = tried('comparisons', (n) => `#n${n} <= :v${n}`);
const alternative = tried('alternatives in parentheses', (n) => `(attribute_not_exists(#n${n}) OR #n${n} <= :v${n})`);
process.exitCode = alternative > 3 * plain ? 0 : 1;
JS
node try.js
