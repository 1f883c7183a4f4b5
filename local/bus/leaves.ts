import type { Json } from './json.ts';

/** A value of an event that is neither an object nor a list: EventBridge matches nothing else. */
export interface Leaf {
  /**
   * The names on the way to it, with dots between them. A name may have dots itself; EventBridge
   * does not tell the two apart.
   */
  path: string;
  /** A string in quotation marks, any other value as it was written. */
  value: string;
  /** Which element it lies in, by the number of each list of objects or lists on the way to it. */
  elements: ReadonlyMap<number, number>;
}

/** The leaves of an event, by their paths. */
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
 * The elements of lists that a match rests on once it rests on `leaf` too, or undefined when they
 * contradict each other: the fields of one match never come from different elements of one list.
 */
export function elementsWith(
  elements: ReadonlyMap<number, number>,
  leaf: Leaf,
): ReadonlyMap<number, number> | undefined {
  for (const [list, index] of leaf.elements)
    if ((elements.get(list) ?? index) !== index) return undefined;
  return new Map([...elements, ...leaf.elements]);
}
