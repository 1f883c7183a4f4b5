import { addressesIn, sameAddress } from './addresses.ts';
import type { Json } from './json.ts';
import { numberOf } from './numbers.ts';
import { hasInOrder } from './wildcard.ts';

/** Thrown for a pattern that EventBridge refuses. */
export class InvalidPatternError extends Error {
  override name = 'InvalidEventPatternException';
  readonly reason: string;
  /** The path in the pattern, such as `detail.event_name`; empty for the pattern itself. */
  readonly place: string;

  constructor(reason: string, place = '') {
    super(`Event pattern is not valid. Reason: ${reason}`);
    this.reason = reason;
    this.place = place;
  }
}

/**
 * Returns whether a leaf matches. A string is passed in quotation marks, any other value as it was
 * written.
 */
export type Matcher = (value: string) => boolean;

/**
 * An element of a list in a pattern: it requires a leaf that matches, or the absence of the leaf.
 */
export type Alternative = Matcher | 'absent';

/**
 * Names that event-ruler reserves for present or future operators and does not allow for fields
 * inside `$or`.
 */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
]);

/**
 * Returns the alternative that an element of a pattern stands for.
 * @throws InvalidPatternError
 */
export function alternativeOf(element: Json): Alternative {
  if (element.kind === 'array')
    throw new InvalidPatternError('Match value must be String, number, true, false, or null');
  if (element.kind === 'string') return sameAddress(element.text) ?? exactly(element.text);
  if (element.kind === 'literal') return literally(element.text);
  const [operator, operand] = onlyMember(element, 'Match expression name not found');
  if (operator === 'exists') {
    if (operand.kind !== 'literal' || !['true', 'false'].includes(operand.text))
      throw new InvalidPatternError('exists match pattern must be either true or false.');
    return operand.text === 'true' ? () => true : 'absent';
  }
  if (operator === 'numeric') return numeric(operand);
  if (operator === 'anything-but') return anythingBut(operand);
  if (operator === 'cidr') return cidr(textOf(operator, operand));
  if ((operator === 'prefix' || operator === 'suffix') && operand.kind === 'object') {
    const [inner, text] = onlyMember(operand, `${operator} expression name not found`);
    if (inner !== 'equals-ignore-case')
      throw new InvalidPatternError(`Unsupported ${operator} pattern: ${inner}`);
    return ignoringCase(textOf(inner, text), operator);
  }
  return textual(operator, textOf(operator, operand));
}

function onlyMember(json: Extract<Json, { kind: 'object' }>, ifNone: string): [string, Json] {
  const [first, ...others] = json.members;
  if (first === undefined) throw new InvalidPatternError(ifNone);
  if (others.length > 0) throw new InvalidPatternError('Only one key allowed in match expression');
  return first;
}

function textOf(operator: string, operand: Json): string {
  if (operand.kind !== 'string')
    throw new InvalidPatternError(`${operator} match pattern must be a string`);
  return operand.text;
}

const exactly =
  (text: string): Matcher =>
  (value) =>
    value === `"${text}"`;

/**
 * Returns a matcher for a literal. A number matches by its value, or as it was written if a double
 * cannot represent it exactly. The twelve digits of an account are a number too.
 */
function literally(text: string): Matcher {
  const number = numberOf(text);
  return (value) => value === text || (number !== undefined && numberOf(value) === number);
}

/** Returns a matcher for the operators whose operand is a text. */
function textual(operator: string, text: string): Matcher {
  switch (operator) {
    case 'exactly':
      return exactly(text);
    case 'prefix':
      return (value) => value.startsWith(`"${text}`);
    case 'suffix':
      return (value) => value.endsWith(`${text}"`);
    case 'equals-ignore-case':
      return ignoringCase(text);
    case 'wildcard':
      return wildcard(text);
    default:
      throw new InvalidPatternError(`Unrecognized match type ${operator}`);
  }
}

function cidr(text: string): Matcher {
  const matcher = addressesIn(text);
  if (typeof matcher === 'string') throw new InvalidPatternError(matcher);
  return matcher;
}

/**
 * Returns a matcher that ignores case letter by letter, as event-ruler does: each letter of the
 * pattern stands for its lower-case and its upper-case form, even if their lengths differ.
 */
function ignoringCase(text: string, part?: 'prefix' | 'suffix'): Matcher {
  const escaped = (letters: string): string =>
    letters.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  const letters = Array.from(
    text,
    (letter) => `(?:${escaped(letter.toLowerCase())}|${escaped(letter.toUpperCase())})`,
  ).join('');
  const expression = new RegExp(
    `${part === 'suffix' ? '' : '^"'}${letters}${part === 'prefix' ? '' : '"$'}`,
  );
  return (value) => value.startsWith('"') && expression.test(value);
}

/**
 * Returns a matcher for a wildcard text. `*` stands for any number of characters, `\*` and `\\` for
 * themselves.
 */
function wildcard(text: string): Matcher {
  const parts = [''];
  let afterStar = false;
  for (const [token] of text.matchAll(/\\[*\\]|[^]/g)) {
    if (token === '\\') throw new InvalidPatternError('Invalid escape character');
    if (token === '*' && afterStar)
      throw new InvalidPatternError('Consecutive wildcard characters');
    afterStar = token === '*';
    if (afterStar) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${token.slice(-1)}`);
  }
  // A value is a JSON text, and only a string begins with a quotation mark.
  parts[0] = `"${parts[0]}`;
  parts[parts.length - 1] += '"';
  return (value) => hasInOrder(value, parts);
}

function anythingBut(operand: Json): Matcher {
  if (operand.kind !== 'object') {
    const unwanted = listOf(operand).map((one): Matcher => {
      if (one.kind === 'string') return exactly(one.text);
      const number = one.kind === 'literal' ? numberOf(one.text) : undefined;
      if (number === undefined)
        throw new InvalidPatternError(
          'Inside anything but list, start|null|boolean is not supported.',
        );
      return (value) => numberOf(value) === number;
    });
    const kinds = new Set(listOf(operand).map(({ kind }) => kind));
    if (kinds.size !== 1)
      throw new InvalidPatternError(
        'Inside anything but list, either all values are number or string, mixed type is not supported',
      );
    return (value) => !unwanted.some((matcher) => matcher(value));
  }
  const [operator, inner] = onlyMember(operand, 'Anything-But expression name not found');
  if (!['equals-ignore-case', 'prefix', 'suffix', 'wildcard'].includes(operator))
    throw new InvalidPatternError(`Unsupported anything-but pattern: ${operator}`);
  const unwanted = listOf(inner).map((one) => {
    const text = textOf(operator, one);
    if (text === '' && ['prefix', 'suffix'].includes(operator))
      throw new InvalidPatternError('Null prefix/suffix not allowed');
    return textual(operator, text);
  });
  return (value) => !unwanted.some((matcher) => matcher(value));
}

const listOf = (json: Json): readonly Json[] => (json.kind === 'array' ? json.elements : [json]);

/**
 * Returns a matcher for a numeric range: `["=", 1]`, one bound, or a lower bound followed by an
 * upper bound.
 */
function numeric(operand: Json): Matcher {
  if (operand.kind !== 'array') throw new InvalidPatternError('Value of numeric must be an array.');
  const pairs: [comparison: string, bound: number][] = [];
  for (let at = 0; at === 0 || at < operand.elements.length; at += 2)
    pairs.push(pairAt(operand.elements, at));
  const [[first, lower] = ['', 0], second, ...others] = pairs;
  if (second !== undefined) {
    if (others.length > 0 || !first.startsWith('>'))
      throw new InvalidPatternError('Too many elements in numeric expression');
    if (!second[0].startsWith('<'))
      throw new InvalidPatternError(`Bad numeric range operator: ${second[0]}`);
    if (lower >= second[1]) throw new InvalidPatternError('Bottom must be less than top');
  }
  return (value) => {
    const number = numberOf(value);
    return (
      number !== undefined &&
      pairs.every(([comparison, bound]) => COMPARISONS[comparison]?.(number, bound))
    );
  };
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function pairAt(elements: readonly Json[], at: number): [comparison: string, bound: number] {
  const [comparison, bound] = elements.slice(at, at + 2);
  if (comparison?.kind !== 'string')
    throw new InvalidPatternError('Invalid member in numeric match');
  if (!Object.hasOwn(COMPARISONS, comparison.text))
    throw new InvalidPatternError(`Unrecognized numeric range operator: ${comparison.text}`);
  const number = bound?.kind === 'literal' ? numberOf(bound.text) : undefined;
  if (number === undefined)
    throw new InvalidPatternError(
      `Value of ${comparison.text} must be numeric, and an exact double`,
    );
  return [comparison.text, number];
}
