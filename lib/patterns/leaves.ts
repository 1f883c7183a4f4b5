import type { Json } from './json.ts';

/**
 * A value of an event that is neither an object nor a list. EventBridge matches only these values.
 */
export interface Leaf {
  /**
   * The names that lead to the value, joined by dots. A name may contain dots itself; EventBridge
   * does not distinguish the two.
   */
  path: string;
  /** A string in quotation marks, any other value as it was written. */
  value: string;
  /**
   * The list elements that contain the value: the index in each list of objects or lists on the
   * path, by the number of the list.
   */
  elements: ReadonlyMap<number, number>;
}

/** Returns the leaves of an event, by path. */
export function leavesOf(event: Json): ReadonlyMap<string, readonly Leaf[]> {
  const leaves = new Map<string, Leaf[]>();
  let lists = 0;

  function visit(json: Json, path: readonly string[], elements: ReadonlyMap<number, number>): void {
    if (json.kind === 'object') {
      for (const [name, value] of json.members) visit(value, [...path, name], elements);
    } else if (json.kind === 'array') {
      const list = lists++;
      for (const [index, element] of json.elements.entries()) {
        const isLeaf = element.kind === 'string' || element.kind === 'literal';
        visit(element, path, isLeaf ? elements : new Map([...elements, [list, index]]));
      }
    } else {
      const name = path.join('.');
      const leaf = {
        path: name,
        value: json.kind === 'string' ? `"${json.text}"` : json.text,
        elements,
      };
      leaves.set(name, [...(leaves.get(name) ?? []), leaf]);
    }
  }
  visit(event, [], new Map());
  return leaves;
}

/**
 * Returns the list elements that a match depends on once it includes `leaf`; undefined when they
 * contradict each other. The fields of one match never come from different elements of one list.
 */
export function elementsWith(
  elements: ReadonlyMap<number, number>,
  leaf: Leaf,
): ReadonlyMap<number, number> | undefined {
  for (const [list, index] of leaf.elements)
    if ((elements.get(list) ?? index) !== index) return undefined;
  return new Map([...elements, ...leaf.elements]);
}
