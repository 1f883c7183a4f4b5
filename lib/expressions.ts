/** The condition on an item under which it is written. All parts must hold. */
export interface Condition {
  exists?: boolean;
  absent?: readonly string[];
  present?: readonly string[];
  equals?: Readonly<Record<string, unknown>>;
  atMost?: Readonly<Record<string, number>>;
  /** The attribute is absent, or has this value at most. */
  notAbove?: Readonly<Record<string, number | string>>;
  above?: Readonly<Record<string, number>>;
  oneOf?: Readonly<Record<string, readonly string[]>>;
}

export interface Change {
  /** Members that are `undefined` are removed. */
  set?: Readonly<Record<string, unknown>>;
  add?: Readonly<Record<string, number>>;
  when?: Condition;
}

/**
 * Builds the names and values of an expression. Every attribute uses a placeholder, so no name can
 * be a reserved word.
 */
export class Expression {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, unknown> = {};
  #count = 0;

  name(attribute: string): string {
    const key = `#${attribute}`;
    this.names[key] = attribute;
    return key;
  }

  value(value: unknown): string {
    const key = `:v${this.#count++}`;
    this.values[key] = value;
    return key;
  }

  condition(when: Condition): string {
    const all: string[] = [];
    if (when.exists) all.push(`attribute_exists(${this.name('pk')})`);
    for (const attribute of when.absent ?? [])
      all.push(`attribute_not_exists(${this.name(attribute)})`);
    for (const attribute of when.present ?? [])
      all.push(`attribute_exists(${this.name(attribute)})`);
    for (const [attribute, value] of Object.entries(when.equals ?? {}))
      all.push(`${this.name(attribute)} = ${this.value(value)}`);
    for (const [attribute, value] of Object.entries(when.atMost ?? {}))
      all.push(`${this.name(attribute)} <= ${this.value(value)}`);
    for (const [attribute, value] of Object.entries(when.notAbove ?? {})) {
      all.push(
        `(attribute_not_exists(${this.name(attribute)}) OR ${this.name(attribute)} <= ` +
          `${this.value(value)})`,
      );
    }
    for (const [attribute, value] of Object.entries(when.above ?? {}))
      all.push(`${this.name(attribute)} > ${this.value(value)}`);
    for (const [attribute, values] of Object.entries(when.oneOf ?? {})) {
      all.push(
        `${this.name(attribute)} IN (${values.map((value) => this.value(value)).join(', ')})`,
      );
    }
    return all.join(' AND ');
  }

  update({ set = {}, add = {} }: Change): string {
    const kept = Object.entries(set).filter(([, value]) => value !== undefined);
    const dropped = Object.keys(set).filter((attribute) => set[attribute] === undefined);
    return [
      kept.length > 0 &&
        `SET ${kept.map(([attribute, value]) => `${this.name(attribute)} = ${this.value(value)}`).join(', ')}`,
      dropped.length > 0 && `REMOVE ${dropped.map((attribute) => this.name(attribute)).join(', ')}`,
      Object.keys(add).length > 0 &&
        `ADD ${Object.entries(add)
          .map(([attribute, value]) => `${this.name(attribute)} ${this.value(value)}`)
          .join(', ')}`,
    ]
      .filter(Boolean)
      .join(' ');
  }
}
