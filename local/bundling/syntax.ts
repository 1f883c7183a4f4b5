import type { ESTree } from 'rolldown/utils';

export type Node = ESTree.Node;
export type Call = ESTree.CallExpression;
export type ObjectLiteral = ESTree.ObjectExpression;
export type Property = ESTree.ObjectProperty;

/** A replacement of one part of a file. The parts of one file do not overlap. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

/** Visits a node and all nodes below it. `visit` returns false to skip those below. */
export function walk(node: Node, visit: (node: Node) => boolean | void): void {
  if (visit(node) === false) return;
  for (const child of Object.values(node).flat()) if (isNode(child)) walk(child, visit);
}

/** Returns the edit that removes a part of a file, but not its line breaks. */
export const without = (source: string, from: number, to: number): Edit => ({
  from,
  to,
  text: source.slice(from, to).replaceAll(/[^\n]/g, ''),
});

/** Returns the edit that inserts a text. */
export const inserted = (at: number, text: string): Edit => ({ from: at, to: at, text });

/** Returns the text after all edits. */
export function applied(source: string, edits: readonly Edit[]): string {
  let text = '';
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    text += source.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return text + source.slice(at);
}

/** Returns the name of the function that a node calls; undefined if it calls no named function. */
export const calledName = (node: Node): string | undefined =>
  node.type === 'CallExpression' && node.callee.type === 'Identifier'
    ? node.callee.name
    : undefined;

/** Returns the object literal inside an expression such as `{…} as const`. */
export function objectIn(node: Node | null | undefined): ObjectLiteral | undefined {
  if (node?.type === 'TSAsExpression' || node?.type === 'TSSatisfiesExpression')
    return objectIn(node.expression);
  return node?.type === 'ObjectExpression' ? node : undefined;
}

/** Returns the name of a member of an object literal; undefined if it is computed or a spread. */
export const nameOf = (member: Node): string | undefined =>
  member.type === 'Property' && !member.computed && member.key.type === 'Identifier'
    ? member.key.name
    : undefined;

/** Returns the edit that removes a member of an object literal, with the comma after it. */
export function withoutMember(source: string, { start, end }: Node): Edit {
  const comma = /^\s*,/.exec(source.slice(end))?.[0].length ?? 0;
  return without(source, start, end + comma);
}
