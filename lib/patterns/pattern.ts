import { readJson } from './json.ts';
import type { Json } from './json.ts';
import { elementsWith, leavesOf } from './leaves.ts';
import type { Leaf } from './leaves.ts';
import { alternativeOf, InvalidPatternError, RESERVED_NAMES } from './matchers.ts';
import type { Alternative } from './matchers.ts';

/**
 * The alternatives of each path. All paths must match; one matching alternative is enough for a
 * path.
 */
type Requirements = ReadonlyMap<string, readonly Alternative[]>;

/**
 * The number of `$or` combinations beyond which a pattern is refused:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
const COMBINATIONS_MAX = 1_000;

/**
 * Compiles an EventBridge event pattern as AWS's compiler does (github.com/aws/event-ruler 2.0.1,
 * JsonRuleCompiler without overriding).
 * @returns a function that returns whether an event matches
 * @throws InvalidPatternError for a pattern that EventBridge refuses
 */
export function compilePattern(text: string): (event: Json) => boolean {
  const pattern = read(text);
  if (pattern.kind !== 'object') throw new InvalidPatternError('Filter is not an object');
  const combinations = requirementsOf(pattern.members, [], [new Map()], false);
  return (event) => {
    const leaves = leavesOf(event);
    return combinations.some((requirements) =>
      fulfils(
        leaves,
        [...requirements].toSorted(([a], [b]) => (a < b ? -1 : 1)),
        new Map(),
      ),
    );
  };
}

/**
 * Returns whether an event matches a pattern. Both are JSON texts.
 * @throws InvalidPatternError for a pattern that EventBridge refuses; SyntaxError for an event that
 * is not JSON
 */
export function matches(pattern: string, event: string): boolean {
  return compilePattern(pattern)(readJson(event));
}

function read(text: string): Json {
  try {
    return readJson(text);
  } catch (error) {
    throw error instanceof SyntaxError ? new InvalidPatternError(error.message) : error;
  }
}

/**
 * Returns the combinations of `before`, each extended by the requirements of `members`. `$or` turns
 * one combination into several.
 */
function requirementsOf(
  members: [string, Json][],
  path: readonly string[],
  before: Requirements[],
  inOr: boolean,
): Requirements[] {
  if (members.length === 0)
    throw new InvalidPatternError('Empty objects are not allowed', path.join('.'));
  return members.reduce<Requirements[]>((combinations, [name, value]) => {
    const inner = [...path, name];
    const place = inner.join('.');
    if (name === '$or') return eitherOf(value, path, combinations);
    if (inOr && RESERVED_NAMES.has(name))
      throw new InvalidPatternError(
        `${name} is Ruler reserved fieldName which cannot be used inside $or.`,
        place,
      );
    if (value.kind === 'object') return requirementsOf(value.members, inner, combinations, inOr);
    if (value.kind !== 'array')
      throw new InvalidPatternError(`"${name}" must be an object or an array`, place);
    if (value.elements.length === 0)
      throw new InvalidPatternError('Empty arrays are not allowed', place);
    const alternatives = value.elements.map((element) => alternativeAt(place, element));
    return combinations.map((requirements) => withPath(requirements, place, alternatives));
  }, before);
}

/**
 * Returns the alternative that an element at a place stands for.
 * @throws InvalidPatternError
 */
function alternativeAt(place: string, element: Json): Alternative {
  try {
    return alternativeOf(element);
  } catch (error) {
    if (error instanceof InvalidPatternError) throw new InvalidPatternError(error.reason, place);
    throw error;
  }
}

function withPath(
  requirements: Requirements,
  path: string,
  alternatives: readonly Alternative[],
): Requirements {
  if (requirements.has(path))
    throw new InvalidPatternError(`Path \`${path}\` cannot be allowed multiple times`, path);
  return new Map([...requirements, [path, alternatives]]);
}

function eitherOf(value: Json, path: readonly string[], before: Requirements[]): Requirements[] {
  const place = [...path, '$or'].join('.');
  if (value.kind !== 'array')
    throw new InvalidPatternError('It must be an Array followed with $or.', place);
  const combinations = value.elements.flatMap((element) => {
    if (element.kind !== 'object')
      throw new InvalidPatternError(
        'Only JSON object is allowed in array of $or relationship.',
        place,
      );
    return requirementsOf(element.members, path, before, true);
  });
  if (value.elements.length < 2)
    throw new InvalidPatternError('There must have at least 2 Objects in $or relationship.', place);
  if (combinations.length > COMBINATIONS_MAX)
    throw new InvalidPatternError(
      `The rule has more than ${COMBINATIONS_MAX} combinations of $or.`,
      place,
    );
  return combinations;
}

/**
 * Tries the paths in alphabetical order, as event-ruler does, because the elements chosen earlier
 * determine whether a path counts as absent.
 */
function fulfils(
  leaves: ReadonlyMap<string, readonly Leaf[]>,
  [first, ...others]: readonly [path: string, alternatives: readonly Alternative[]][],
  elements: ReadonlyMap<number, number>,
): boolean {
  if (first === undefined) return true;
  const [path, alternatives] = first;
  const reachable = (leaves.get(path) ?? []).flatMap((leaf) => {
    const after = elementsWith(elements, leaf);
    return after === undefined ? [] : [{ value: leaf.value, after }];
  });
  if (reachable.length === 0)
    return alternatives.includes('absent') && fulfils(leaves, others, elements);
  return reachable.some(
    ({ value, after }) =>
      alternatives.some((one) => one !== 'absent' && one(value)) && fulfils(leaves, others, after),
  );
}
