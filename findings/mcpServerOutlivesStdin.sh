#!/usr/bin/env bash
# Guess:   A server on the stdio transport of the MCP SDK closes when its client closes the standard
#          input, which is how the specification lets a client shut a server down.
# Truth:   The transport does not listen for the end of the input. Neither `onclose` is called nor
#          the connection closed, so a server that holds anything open lives on, and one that holds
#          nothing open ends without a chance to clean up. `close()` does call `onclose`.
# Version: @modelcontextprotocol/sdk 1.32.2
# Source:  dist/esm/server/stdio.js of the package; MCP specification 2025-06-18, Lifecycle,
#          Shutdown
# Prints the observed behaviour; exits with 1 when it no longer matches the truth above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module","dependencies":{"@modelcontextprotocol/sdk":"1.32.2"}}' > package.json
npm install --silent --no-audit --no-fund
cat > server.js <<'JS'
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

const server = new Server({ name: 'finding', version: '1.0.0' }, { capabilities: {} });
server.onclose = () => console.error('onclose');
process.stdin.once('end', () => console.error('end of the input'));
// Something that a server holds open, such as a connection of its own.
setTimeout(() => console.error('still open after two seconds'), 2_000).ref();
setTimeout(() => void server.close(), 2_500);
await server.connect(new StdioServerTransport());
JS
echo "@modelcontextprotocol/sdk $(node -p 'JSON.parse(require("fs").readFileSync("node_modules/@modelcontextprotocol/sdk/package.json","utf8")).version')"
seen=$(echo '{"jsonrpc":"2.0","method":"notifications/initialized"}' | node server.js 2>&1 >/dev/null)
echo "$seen"
[ "$seen" = "end of the input
still open after two seconds
onclose" ]
