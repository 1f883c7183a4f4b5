import { isFields } from './fields.ts';
import type { Fields } from './fields.ts';

/** EventBridge event patterns: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */

/** A pattern that EventBridge would not accept. */
export class InvalidPatternError extends Error {}

/**
 * Says whether an event matches a pattern: every field named by the pattern has to be matched by one of its alternatives; a field that holds
 * a list matches by any of its elements.
 * @throws InvalidPatternError
 */
export function matches(pattern: unknown, event: unknown): boolean {
  if (!isFields(pattern) || Object.keys(pattern).length === 0) throw new InvalidPatternError('Event pattern is not valid. Reason: an event pattern is a non-empty JSON object');
  return matchesFields(pattern, event);
}

function matchesFields(pattern: Fields, event: unknown): boolean {
  if (Array.isArray(event)) return event.some((element) => matchesFields(pattern, element));
  const fields = isFields(event) ? event : {};
  let all = true;
  // Every field is looked at even when one failed: a wrong pattern is refused whatever the event.
  for (const [name, wanted] of Object.entries(pattern)) {
    if (name === '$or') all = matchesAny(wanted, fields) && all;
    else if (isFields(wanted)) all = matchesFields(wanted, fields[name]) && all;
    else if (Array.isArray(wanted) && wanted.length > 0) all = matchesAlternatives(wanted, fields[name], Object.hasOwn(fields, name)) && all;
    else throw new InvalidPatternError(`Event pattern is not valid. Reason: "${name}" must be an object or a non-empty array`);
  }
  return all;
}

function matchesAny(alternatives: unknown, event: Fields): boolean {
  if (!Array.isArray(alternatives) || alternatives.length < 2 || !alternatives.every(isFields)) {
    throw new InvalidPatternError('Event pattern is not valid. Reason: "$or" must be an array of two or more objects');
  }
  return alternatives.filter((alternative) => matchesFields(alternative, event)).length > 0;
}

function matchesAlternatives(alternatives: readonly unknown[], value: unknown, present: boolean): boolean {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const matching = alternatives.filter((alternative) => {
    if (!isFields(alternative)) return present && values.includes(alternative);
    const [[operator, operand] = ['', undefined], ...others] = Object.entries(alternative);
    if (others.length > 0) throw new InvalidPatternError('Event pattern is not valid. Reason: a matcher has exactly one operator');
    if (operator === 'exists') {
      if (typeof operand !== 'boolean') throw new InvalidPatternError('Event pattern is not valid. Reason: "exists" must be true or false');
      // Only leaves exist for EventBridge.
      return operand === (present && !isFields(value));
    }
    const matcher = matcherOf(operator, operand);
    return present && values.some(matcher);
  });
  return matching.length > 0;
}

type Matcher = (value: unknown) => boolean;

function matcherOf(operator: string, operand: unknown): Matcher {
  switch (operator) {
    case 'prefix':
      return affix(operator, operand, (text, part) => text.startsWith(part));
    case 'suffix':
      return affix(operator, operand, (text, part) => text.endsWith(part));
    case 'equals-ignore-case':
      return textual(operator, operand, (text, other) => text.toLowerCase() === other.toLowerCase());
    case 'wildcard':
      return wildcard(operand);
    case 'anything-but':
      return anythingBut(operand);
    case 'numeric':
      return numeric(operand);
    default:
      throw new InvalidPatternError(`Event pattern is not valid. Reason: unrecognized match type ${operator}`);
  }
}

function textual(operator: string, operand: unknown, test: (text: string, operand: string) => boolean): Matcher {
  if (typeof operand !== 'string') throw new InvalidPatternError(`Event pattern is not valid. Reason: "${operator}" must be a string`);
  return (value) => typeof value === 'string' && test(value, operand);
}

/** prefix and suffix also take `{"equals-ignore-case": "…"}`. */
function affix(operator: string, operand: unknown, test: (text: string, part: string) => boolean): Matcher {
  if (!isFields(operand)) return textual(operator, operand, test);
  return textual('equals-ignore-case', operand['equals-ignore-case'], (text, part) => test(text.toLowerCase(), part.toLowerCase()));
}

function wildcard(operand: unknown): Matcher {
  if (typeof operand === 'string' && operand.includes('**')) {
    throw new InvalidPatternError('Event pattern is not valid. Reason: consecutive wildcard characters');
  }
  return textual('wildcard', operand, (text, glob) => {
    const [first = '', ...others] = glob.split(/(?<!\\)\*/).map((part) => part.replaceAll(/\\([*\\])/g, '$1'));
    if (others.length === 0) return text === first;
    const last = others.pop() ?? '';
    if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
    let rest = text.slice(first.length, text.length - last.length);
    for (const part of others) {
      const at = rest.indexOf(part);
      if (at < 0) return false;
      rest = rest.slice(at + part.length);
    }
    return true;
  });
}

function anythingBut(operand: unknown): Matcher {
  if (isFields(operand)) {
    const [[operator, inner] = ['', undefined]] = Object.entries(operand);
    const unwanted = (Array.isArray(inner) ? inner : [inner]).map((one) => matcherOf(operator, one));
    return (value) => !unwanted.some((matcher) => matcher(value));
  }
  const unwanted: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  return (value) => !unwanted.includes(value);
}

function numeric(operand: unknown): Matcher {
  const wrong = new InvalidPatternError('Event pattern is not valid. Reason: "numeric" must be one or two pairs of a comparison and a number');
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) throw wrong;
  const tests: ((value: number) => boolean)[] = [];
  for (let at = 0; at < operand.length; at += 2) {
    const comparison: unknown = operand[at];
    const bound: unknown = operand[at + 1];
    if (typeof bound !== 'number') throw wrong;
    if (comparison === '=') tests.push((value) => value === bound);
    else if (comparison === '<') tests.push((value) => value < bound);
    else if (comparison === '<=') tests.push((value) => value <= bound);
    else if (comparison === '>') tests.push((value) => value > bound);
    else if (comparison === '>=') tests.push((value) => value >= bound);
    else throw wrong;
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}
