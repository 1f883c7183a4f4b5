import { inserted, type Edit, type Node } from './syntax.ts';

const isPlain = ({ type }: Node): boolean =>
  type === 'Literal' || type === 'ArrowFunctionExpression' || type === 'FunctionExpression';

/**
 * Marks the constants of a module as free of effects, so that esbuild leaves out those that a
 * function does not use. A module of `lib/` does nothing when it is loaded but compute its
 * constants. esbuild knows that of literals and functions only; the mark tells it for all others,
 * and the minifier removes it again.
 */
export function pureInitialisers(program: Node, source: string): Edit[] {
  if (program.type !== 'Program') return [];
  return program.body.flatMap((statement, at) => {
    const declared =
      statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type !== 'VariableDeclaration' || declared.declare) return [];
    return declared.declarations.flatMap(({ id, init }) => {
      if (!init || isPlain(init)) return [];
      const marks = [inserted(init.start, '/* @__PURE__ */ (() => ('), inserted(init.end, '))()')];
      if (id.type !== 'ObjectPattern') return marks;
      const whole = `destructured$${at}`;
      const members = id.properties.map((member) => {
        if (member.type !== 'Property' || member.value.type !== 'Identifier')
          throw new Error(`A pattern of this kind is unknown: ${source.slice(id.start, id.end)}`);
        const key = source.slice(member.key.start, member.key.end);
        return `, ${member.value.name} = /* @__PURE__ */ (() => ${whole}.${key})()`;
      });
      return [
        { from: id.start, to: id.end, text: whole },
        ...marks.slice(0, 1),
        inserted(init.end, `))()${members.join('')}`),
      ];
    });
  });
}
