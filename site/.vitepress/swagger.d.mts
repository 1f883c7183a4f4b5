declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  /** Shows a document in an element. */
  const SwaggerUI: (options: Readonly<Record<string, unknown>>) => unknown;
  export default SwaggerUI;
}
