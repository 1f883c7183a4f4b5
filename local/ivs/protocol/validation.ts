import { ivsError } from './errors.ts';
import { MODEL, type InputOf, type OperationName } from './model.ts';
import { SHAPES, type Shape, type ShapeName, type Structure } from './shapes.ts';
import { wellTyped } from './typing.ts';

const SHAPE: Readonly<Record<string, Shape>> = SHAPES;

/**
 * Rules of AWS that the service model does not state, by shape. The returned text completes "failed
 * to satisfy constraint: ".
 */
const UNMODELLED: Partial<Record<ShapeName, (value: unknown) => string | undefined>> = {
  Tags: (tags) =>
    Object.keys(tags as object).some((key) => /^aws:/i.test(key))
      ? 'Member must have keys that do not start with the reserved prefix aws:'
      : undefined,
};

const patterns = new Map<string, RegExp>();

/** Returns the pattern of a shape as an anchored regular expression. */
export function patternOf(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(`^(?:${pattern})$`, 'u');
  patterns.set(pattern, known);
  return known;
}

/**
 * Validates the input of an operation against the service model and returns it typed, without the
 * members that the model does not know. Clients check almost none of these constraints, so invalid
 * input reaches the service.
 * @throws IvsError SerializationException (400) for a value of the wrong JSON type;
 * ValidationException (400), in AWS's wording, for a value that violates constraints. Messages
 * never echo values.
 */
export function validate<Name extends OperationName>(name: Name, given: unknown): InputOf<Name> {
  const { required, members } = MODEL[name];
  const structure: Structure = { type: 'structure', required, members };
  const input = wellTyped(structure, given, '');
  const problems = violations(structure, input, '');
  if (problems.length > 0)
    throw ivsError(
      'ValidationException',
      `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: ` +
        problems.join('; '),
    );
  return input as InputOf<Name>;
}

/** Returns the constraints that a well-typed value violates. */
function violations(shape: Shape, value: unknown, at: string, name?: string): string[] {
  const own = [
    ...size(shape, value),
    ...spelling(shape, value),
    UNMODELLED[name as ShapeName]?.(value),
  ].filter((problem) => problem !== undefined);
  return [
    ...own.map((problem) => `Value at '${at}' failed to satisfy constraint: ${problem}`),
    ...within(shape, value, at),
  ];
}

function within(shape: Shape, value: unknown, at: string): string[] {
  const of = (name: string, inner: unknown, where: string): string[] =>
    violations(SHAPE[name] as Shape, inner, where, name);
  if (shape.type === 'list')
    return (value as unknown[]).flatMap((item, index) =>
      of(shape.member, item, `${at}.${index + 1}.member`),
    );
  if (shape.type === 'map') {
    return Object.entries(value as object).flatMap(([key, item]) => [
      ...of(shape.key, key, `${at}.key`),
      ...of(shape.value, item, `${at}.value`),
    ]);
  }
  if (shape.type !== 'structure') return [];
  const given = value as Record<string, unknown>;
  const path = (member: string): string => (at ? `${at}.${member}` : member);
  const missing = shape.required.filter((member) => !Object.hasOwn(given, member));
  return [
    ...missing.map(
      (member) =>
        `Value null at '${path(member)}' failed to satisfy constraint: Member must not be null`,
    ),
    ...Object.entries(given).flatMap(([member, inner]) =>
      of(shape.members[member] ?? '', inner, path(member)),
    ),
  ];
}

function size(shape: Shape, value: unknown): string[] {
  if (shape.type === 'boolean' || shape.type === 'structure') return [];
  const [measure, amount] =
    typeof value === 'number' ? ['value', value] : ['length', lengthOf(value as string | object)];
  return [
    ...(shape.max !== undefined && amount > shape.max
      ? [`Member must have ${measure} less than or equal to ${shape.max}`]
      : []),
    ...(shape.min !== undefined && amount < shape.min
      ? [`Member must have ${measure} greater than or equal to ${shape.min}`]
      : []),
  ];
}

/** Returns a length. Strings are measured in code points, as AWS measures them. */
function lengthOf(value: string | object): number {
  if (typeof value !== 'string') return Object.keys(value).length;
  // Only a surrogate pair is longer than one code point.
  return /[\ud800-\udfff]/.test(value) ? Array.from(value).length : value.length;
}

function spelling(shape: Shape, value: unknown): string[] {
  if (shape.type !== 'string') return [];
  const { pattern, enum: members } = shape;
  const text = value as string;
  return [
    ...(pattern !== undefined && !patternOf(pattern).test(text)
      ? [`Member must satisfy regular expression pattern: ${pattern}`]
      : []),
    ...(members && !members.includes(text)
      ? [`Member must satisfy enum value set: [${members.join(', ')}]`]
      : []),
  ];
}
