import {
  calledName,
  nameOf,
  objectIn,
  walk,
  without,
  withoutMember,
  type Edit,
  type Node,
  type ObjectLiteral,
} from './syntax.ts';

/** Functions that only tell the OpenAPI document something about their last argument. */
const ASIDES: ReadonlySet<string> = new Set(['described', 'withId']);

/** The members of `defineRoute` that only the OpenAPI document and the tests read. */
const OF_ROUTE: ReadonlySet<string> = new Set([
  'name',
  'summary',
  'description',
  'answers',
  'problems',
  'operations',
  'plain',
  'waits',
  'example',
]);

/** The same for the two routes of `readRoutes`, whose `answer` is a text. */
const OF_READ_ROUTES: ReadonlySet<string> = new Set([
  'summary',
  'description',
  'answer',
  'problems',
  'item',
  'schema',
]);

/**
 * Leaves out what describes the routes in the OpenAPI document: their texts, examples and the
 * schemas of their answers. The function `docs` serves the printed document, so no function needs
 * them at run time.
 */
export function withoutTexts(program: Node, source: string): Edit[] {
  const constants = new Map<string, ObjectLiteral>();
  walk(program, (node) => {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') return;
    const object = objectIn(node.init);
    if (object) constants.set(node.id.name, object);
  });

  const left = new Set<Node>();
  const leaveOut = (object: ObjectLiteral | undefined, names: ReadonlySet<string>): void => {
    for (const member of object?.properties ?? []) {
      if (member.type === 'SpreadElement') {
        if (member.argument.type === 'Identifier')
          leaveOut(constants.get(member.argument.name), names);
      } else if (names.has(nameOf(member) ?? '')) left.add(member);
    }
  };
  walk(program, (node) => {
    if (node.type !== 'CallExpression') return;
    const name = calledName(node);
    if (name === 'defineRoute') leaveOut(objectIn(node.arguments[0]), OF_ROUTE);
    if (name === 'readRoutes')
      for (const member of objectIn(node.arguments[1])?.properties ?? [])
        if (member.type === 'Property') leaveOut(objectIn(member.value), OF_READ_ROUTES);
  });

  const edits: Edit[] = [];
  walk(program, (node) => {
    if (left.has(node)) {
      edits.push(withoutMember(source, node));
      return false;
    }
    // Of an entry of the catalogue of problems, its status and title are in answers, the rest is in
    // docs/errors.md.
    if (node.type === 'CallExpression' && calledName(node) === 'entry') {
      const [, title] = node.arguments;
      if (title) edits.push(without(source, title.end, node.end - 1));
      return false;
    }
    if (node.type === 'CallExpression' && ASIDES.has(calledName(node) ?? '')) {
      const schema = node.arguments.at(-1);
      if (schema)
        edits.push(
          without(source, node.start, schema.start),
          without(source, schema.end, node.end),
        );
    }
    return true;
  });
  return edits;
}
