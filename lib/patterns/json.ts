/**
 * A JSON value as it was written. `JSON.parse` would round numbers beyond 2^53 and keep one of
 * several members of the same name, but EventBridge matches both as they were written.
 */
export type Json =
  | { kind: 'object'; members: [name: string, value: Json][] }
  | { kind: 'array'; elements: Json[] }
  | { kind: 'string'; text: string }
  /** A number, true, false or null, as it was written. */
  | { kind: 'literal'; text: string };

/**
 * The nesting depth beyond which PutEvents refuses JSON:
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
const DEPTH_MAX = 1_100;

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|[^\s{}[\],:"]+/g;

/**
 * Reads a JSON text.
 * @throws SyntaxError when the text is not JSON, or is nested more than 1,100 levels deep
 */
export function readJson(text: string): Json {
  // The engine's own parser checks the syntax. The code below only has to split a correct text into
  // tokens.
  JSON.parse(text);
  const tokens = text.match(TOKEN) ?? [];
  let at = 0;
  const next = (): string => tokens[at++] ?? '';

  function value(depth: number): Json {
    if (depth > DEPTH_MAX)
      throw new SyntaxError(`The JSON is nested more than ${DEPTH_MAX} levels deep`);
    const token = next();
    if (token.startsWith('"')) return { kind: 'string', text: JSON.parse(token) as string };
    if (token === '[') {
      const elements: Json[] = [];
      while (tokens[at] !== ']') elements.push(value(depth + 1));
      at += 1;
      return { kind: 'array', elements };
    }
    if (token === '{') {
      const members: [string, Json][] = [];
      while (tokens[at] !== '}') members.push([JSON.parse(next()) as string, value(depth + 1)]);
      at += 1;
      return { kind: 'object', members };
    }
    return { kind: 'literal', text: token };
  }
  return value(0);
}

/** Returns the text of a value, with its numbers and members as they were read. */
export function writeJson(json: Json): string {
  if (json.kind === 'object')
    return `{${json.members.map(([name, value]) => `${JSON.stringify(name)}:${writeJson(value)}`).join(',')}}`;
  if (json.kind === 'array') return `[${json.elements.map(writeJson).join(',')}]`;
  return json.kind === 'string' ? JSON.stringify(json.text) : json.text;
}
