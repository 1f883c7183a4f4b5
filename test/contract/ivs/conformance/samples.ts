import {
  SHAPES,
  type Shape,
  type ShapeName,
  type Structure,
} from '../../../../local/ivs/protocol/shapes.ts';

const SHAPE: Readonly<Record<string, Shape>> = SHAPES;
export const shapeOf = (name: string): Shape =>
  SHAPE[name] ?? ({ type: 'boolean' } satisfies Shape);

/** One value of the wrong kind, and the error that it must get. */
export interface Violation {
  what: string;
  value: unknown;
  error: 'ValidationException' | 'SerializationException';
}

const SAMPLES: Partial<Record<ShapeName, unknown>> = {
  StreamId: `st-${'a'.repeat(23)}`,
  PlaybackRestrictionPolicyAllowedCountry: 'DE',
  PlaybackRestrictionPolicyAllowedOrigin: 'https://example.com',
  PaginationToken: '',
};

/**
 * Returns a value that satisfies every constraint of a shape. Its ARNs name no existing resource.
 */
export function sample(name: string, at = 0): unknown {
  const shape = shapeOf(name);
  const known = SAMPLES[name as ShapeName];
  if (known !== undefined) return known;
  if (shape.type === 'string')
    return (
      shape.enum?.[0] ??
      (shape.pattern?.includes('arn:aws') ? arnFor(shape.pattern, at) : `abc${at}`)
    );
  if (shape.type === 'boolean') return false;
  if (shape.type === 'list') return [sample(shape.member)];
  if (shape.type === 'map') return { key: 'value' };
  if (shape.type === 'structure')
    return Object.fromEntries(
      Object.entries(shape.members).map(([member, inner]) => [member, sample(inner)]),
    );
  return shape.min ?? 0;
}

/** Returns an ARN that matches the pattern, with the pattern's character classes filled in. */
const arnFor = (pattern: string, at: number): string =>
  pattern
    .replace(/^\^\$\|\^|\$$/g, '')
    .replace(/\$$/, '')
    .replace('[a-z0-9-]+', 'us-west-2')
    .replace('[0-9]+', '123456789012')
    .replace('[a-z-]+', 'channel')
    .replace('[a-zA-Z0-9-]+', `absent${at}`);

const invalid = (what: string, value: unknown): Violation => ({
  what,
  value,
  error: 'ValidationException',
});
const unreadable = (what: string, value: unknown): Violation => ({
  what,
  value,
  error: 'SerializationException',
});

/** Returns every way to break a shape, each constraint by itself. */
export function violations(name: string): Violation[] {
  const shape = shapeOf(name);
  switch (shape.type) {
    case 'string':
      return [
        unreadable('a number', 7),
        unreadable('a list', ['x']),
        ...(shape.min ? [invalid(`shorter than ${shape.min}`, 'a'.repeat(shape.min - 1))] : []),
        ...(shape.max === undefined
          ? []
          : [invalid(`longer than ${shape.max}`, String(sample(name)).padEnd(shape.max + 1, 'a'))]),
        ...(shape.pattern === undefined
          ? []
          : [
              invalid('outside the pattern', '*'.repeat(Math.max(shape.min ?? 1, 1))),
              invalid('a line more than the pattern', `${String(sample(name))}\n`),
            ]),
        ...(shape.enum
          ? [
              invalid('outside the enumeration', 'NO_MEMBER'),
              invalid('in small letters', String(shape.enum[0]).toLowerCase()),
            ]
          : []),
      ];
    case 'integer':
    case 'long':
      return [
        unreadable('a string', '1'),
        unreadable('a fraction', 1.5),
        unreadable('true', true),
        ...(shape.type === 'integer' ? [unreadable('65 bits', 2 ** 64)] : []),
        ...(shape.min === undefined ? [] : [invalid(`below ${shape.min}`, shape.min - 1)]),
        ...(shape.max === undefined ? [] : [invalid(`above ${shape.max}`, shape.max + 1)]),
      ];
    case 'boolean':
      return [unreadable('a string', 'true'), unreadable('a number', 1)];
    case 'list': {
      const many = Array.from({ length: (shape.max ?? 0) + 1 }, (_, index) =>
        sample(shape.member, index),
      );
      return [
        unreadable('a string', 'x'),
        unreadable('an object', {}),
        unreadable('null in it', [null]),
        ...(shape.min ? [invalid('empty', [])] : []),
        ...(shape.max === undefined ? [] : [invalid(`more than ${shape.max}`, many)]),
        ...violations(shape.member).map(({ what, value, error }) => ({
          what: `an item: ${what}`,
          value: [value],
          error,
        })),
      ];
    }
    case 'map': {
      const many = Object.fromEntries(
        Array.from({ length: (shape.max ?? 0) + 1 }, (_, index) => [`k${index}`, 'v']),
      );
      const keys = violations(shape.key).filter(({ value }) => typeof value === 'string');
      return [
        unreadable('a list', []),
        unreadable('a string', 'x'),
        invalid(`more than ${shape.max}`, many),
        invalid('a reserved key', { 'aws:x': 'v' }),
        ...keys.map(({ what, value }) => invalid(`a key: ${what}`, { [String(value)]: 'v' })),
        ...violations(shape.value).map(({ what, value, error }) => ({
          what: `a value: ${what}`,
          value: { key: value },
          error,
        })),
      ];
    }
    case 'structure':
      break;
  }
  return [
    unreadable('a string', 'x'),
    unreadable('a list', []),
    ...withinStructure(shape, sample(name) as object),
  ];
}

/**
 * Returns every way to break a structure: a required member missing or null, or any member broken.
 */
export function withinStructure({ required, members }: Structure, base: object): Violation[] {
  return [
    ...required.flatMap((member) => [
      invalid(
        `without ${member}`,
        Object.fromEntries(Object.entries(base).filter(([key]) => key !== member)),
      ),
      invalid(`null for ${member}`, { ...base, [member]: null }),
    ]),
    ...Object.entries(members).flatMap(([member, name]) =>
      violations(name).map(({ what, value, error }) => ({
        what: `${member}: ${what}`,
        value: { ...base, [member]: value },
        error,
      })),
    ),
  ];
}
