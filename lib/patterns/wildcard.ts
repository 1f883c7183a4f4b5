/**
 * Returns whether a text has these parts in this order, with anything between them: it begins with
 * the first and ends with the last. The time grows with the length of the text and the number of
 * parts, whatever they are; that of a regular expression may grow without bound.
 * @param parts the parts of a pattern between its wildcards; a single one is the whole text
 */
export function hasInOrder(text: string, parts: readonly string[]): boolean {
  const [first = '', ...others] = parts;
  const last = others.pop();
  if (last === undefined) return text === first;
  const end = text.length - last.length;
  let at = first.length;
  if (end < at || !text.startsWith(first) || !text.endsWith(last)) return false;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
