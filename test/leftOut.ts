import { actions } from '../lib/actions/actions.ts';
import { ACTION_FILES, leftOutBy } from '../local/bundling/leftOut.ts';

// The functions of a world run from the sources, which have every action. The bundles of some leave
// actions to the worker, and so must these: otherwise a function would do here, with the rights of
// its role, work that it hands over when it is deployed.

const names = new Map<string, readonly string[]>();
for (const file of ACTION_FILES) {
  const module = (await import(`../lib/actions/${file}.ts`)) as Record<string, unknown>;
  names.set(
    file,
    Object.keys(module).filter((name) => name in actions),
  );
}

/** The actions that each function leaves out, by its name. */
const leftOut = new Map<string, ReadonlySet<string>>();
function leftOutOf(functionName: string): ReadonlySet<string> {
  const known = leftOut.get(functionName);
  if (known) return known;
  const found = new Set(leftOutBy(functionName).flatMap((file) => names.get(file) ?? []));
  leftOut.set(functionName, found);
  return found;
}

let present: () => string | undefined = () => undefined;

/**
 * Lets each function have only the actions of its bundle.
 * @param functionName the name of the function that runs at present; undefined: all actions
 */
export function leaveOutActions(functionName: () => string | undefined): void {
  present = functionName;
}

// A module's export cannot be replaced, but its members can.
for (const [name, action] of Object.entries(actions))
  Object.defineProperty(actions, name, {
    enumerable: true,
    get() {
      const functionName = present();
      const isLeftOut = functionName !== undefined && leftOutOf(functionName).has(name);
      return isLeftOut ? undefined : action;
    },
  });
