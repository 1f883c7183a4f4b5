/** The end of the help of `channelkeeper mcp`. */
export const MCP_HELP = `
Example:
  $ channelkeeper mcp --profile prod

Configuration of a client that starts the server itself:
  {
    "mcpServers": {
      "channelkeeper": {
        "command": "channelkeeper",
        "args": ["mcp", "--profile", "prod"]
      }
    }
  }

Without --allow-writes the tools only read. With it, a tool that makes a change first shows the
plan of the API and a digest, and acts on a second call that has this digest.`;
