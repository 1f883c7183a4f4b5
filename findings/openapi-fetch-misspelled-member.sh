#!/usr/bin/env bash
# Guess:   A call that openapi-fetch types by an OpenAPI document does not compile with a member
#          that is not in the document.
# Truth:   A misspelled optional member of a request body compiles, and so does a misspelled option
#          of the call; a misspelled query parameter does not. The options are a type parameter that
#          is inferred from the argument, and inference does not check for excess members.
# Version: openapi-fetch 0.17.0, TypeScript 7.0.2
# Source:  ClientMethod and InitParam in openapi-fetch/dist/index.d.mts
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "name": "finding", "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts openapi-fetch@0.17.0 typescript@7.0.2
cat > call.ts <<'TS'
import createClient from 'openapi-fetch';

interface Operation {
  parameters: { query?: { limit?: number }; header?: never; path?: never; cookie?: never };
  requestBody: { content: { 'application/json': { name?: string } } };
  responses: { 200: { content: { 'application/json': { ok: boolean } } } };
}
interface Paths {
  '/things': { parameters: object; post: Operation };
}
const client = createClient<Paths>({ baseUrl: 'http://127.0.0.1' });
void client.POST('/things', { body: { nmae: 'a' } });
void client.POST('/things', { body: {}, parms: { query: { limit: 1 } } });
void client.POST('/things', { body: {}, params: { query: { limt: 1 } } });
TS
node -p '"openapi-fetch " + require("./node_modules/openapi-fetch/package.json").version + ", TypeScript " + require("./node_modules/typescript/package.json").version'
errors=$(npx --no-install tsc --noEmit --strict --module nodenext --target es2022 --lib es2022,dom,dom.iterable --skipLibCheck call.ts || true)
echo "$errors"
refused=$(grep -o '^call\.ts([0-9]*' <<< "$errors" | tr -dc '0-9\n' | sort -u | tr '\n' ' ')
echo "Lines refused: ${refused:-none} (the body is misspelled in 12, the option in 13, the query parameter in 14)"
[ "$refused" = "14 " ]
