import {
  calledName,
  nameOf,
  objectIn,
  walk,
  without,
  withoutMember,
  type Edit,
  type Node,
} from './syntax.ts';

/**
 * The members of a workflow by which its jobs are run, not shown or asked for. The input of a job
 * is checked where a reaction is written.
 */
const RUNNING: ReadonlySet<string> = new Set([
  'subject',
  'startsAgainAfter',
  'childResult',
  'harms',
  'onProtected',
]);
/** The same for the steps. */
const RUNNING_STEP: ReadonlySet<string> = new Set([
  'then',
  'reserves',
  'ifUnknown',
  'settles',
  'ifStillLive',
  'ifNotYet',
]);

/**
 * Leaves of each workflow what a function needs that shows jobs but runs none: its name and
 * version, the names and endings of its steps, and its point of no return. The actions and the
 * engine are then unused.
 */
export function namedWorkflows(program: Node, source: string): Edit[] {
  const edits: Edit[] = [];
  walk(program, (node) => {
    if (node.type !== 'CallExpression' || calledName(node) !== 'defineWorkflow') return;
    const definition = objectIn(node.arguments[0]);
    if (!definition) return;
    edits.push(without(source, node.callee.start, node.callee.end));
    for (const member of definition.properties) {
      if (RUNNING.has(nameOf(member) ?? '')) edits.push(withoutMember(source, member));
      if (nameOf(member) !== 'steps' || member.type !== 'Property') continue;
      for (const step of objectIn(member.value)?.properties ?? []) {
        if (step.type !== 'Property') continue;
        for (const part of objectIn(step.value)?.properties ?? [])
          if (RUNNING_STEP.has(nameOf(part) ?? '')) edits.push(withoutMember(source, part));
      }
    }
  });
  return edits;
}
