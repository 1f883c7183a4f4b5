// node-media-server publishes no types; rtmpProtocol.ts has those of the part that is used.
declare module 'node-media-server/src/*' {
  const exported: unknown;
  export = exported;
}
