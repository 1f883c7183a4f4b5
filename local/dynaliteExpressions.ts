import type { Names, Parser, Values } from 'dynalite/db/conditionParser.js';

/** How many parsed expressions a parser keeps at most. */
const KEPT = 1_000;
/** The operators whose values a parser compares, and not their types alone. */
const BY_VALUE = /between|attribute_type/i;
const NAMES = /#\w+/g;
const VALUES = /:\w+/g;

/** A parsed expression with a slot for each of its values. */
interface Parsed {
  readonly template: unknown;
  readonly names: readonly string[];
  readonly values: readonly string[];
}

/** The place of a value in a parsed expression. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Lets a parser of dynalite parse each expression once for its names and the types of its values. A
 * program uses few expressions, and to parse one takes longer than all else about a request.
 */
export function parseOnce(parser: Parser): void {
  const parse = parser.parse.bind(parser);
  const kept = new Map<string, Parsed>();
  parser.parse = (text, options) => {
    const { attrNames = {}, attrVals = {}, unusedAttrNames, unusedAttrVals } = options.context;
    if (BY_VALUE.test(text)) return parse(text, options);
    const key = JSON.stringify([text, attrNames, typesOf(attrVals)]);
    const known = kept.get(key);
    if (known) {
      for (const name of known.names) delete unusedAttrNames[name];
      for (const name of known.values) delete unusedAttrVals[name];
      return filled(known.template, attrVals);
    }
    const parsed = parse(text, options);
    // A text says what is wrong with the expression.
    if (typeof parsed === 'string') return parsed;
    if (kept.size === KEPT) kept.clear();
    const slots = new Map(Object.entries(attrVals).map(([name, value]) => [value, new Slot(name)]));
    kept.set(key, {
      template: copied(parsed, (part) => slots.get(part)),
      names: text.match(NAMES) ?? [],
      values: text.match(VALUES) ?? [],
    });
    return parsed;
  };
}

const typesOf = (values: Values): Names =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Object.keys(value).join()]),
  );

const filled = (template: unknown, values: Values): unknown =>
  copied(template, (part) => (part instanceof Slot ? values[part.name] : undefined));

/** Returns a copy in which `instead` may replace any object. */
function copied(part: unknown, instead: (part: object) => object | undefined): unknown {
  if (typeof part !== 'object' || part === null) return part;
  const other = instead(part);
  if (other) return other;
  if (Array.isArray(part)) return part.map((one) => copied(one, instead));
  // Some have no prototype, so that no name of an attribute is taken.
  const copy = Object.create(Object.getPrototypeOf(part) as object | null) as object;
  for (const [name, value] of Object.entries(part))
    Object.defineProperty(copy, name, {
      value: copied(value, instead),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  return copy;
}
