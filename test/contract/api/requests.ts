import * as fc from 'fast-check';
import type { Json } from '../../../lib/openapi/components.ts';
import { resolved, type Operation } from '../../answers.ts';

// Requests generated from the OpenAPI document: some are valid, and some are broken in one way or
// in many.

export interface GeneratedRequest {
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  /** The text of the body, as it is sent. */
  readonly text?: string;
  readonly scopes?: string[];
}

/**
 * Ids of existing resources, by the name of the parameter. They are read when a request is
 * generated.
 */
export type Known = Readonly<Record<string, readonly string[]>>;

const STRANGE = [
  '',
  ' ',
  '%',
  '%2F',
  '..',
  'a/b',
  'é',
  '\u0000',
  '💥',
  'null',
  '-1',
  '1e3',
  'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456',
  'x'.repeat(2_000),
];
const strange = fc.oneof(
  fc.constantFrom(...STRANGE),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

function text(schema: Json): fc.Arbitrary<string> {
  const {
    pattern,
    minLength = 0,
    maxLength = 40,
  } = schema as { pattern?: string; minLength?: number; maxLength?: number };
  // fast-check does not support \p{…}. Letters and digits match every pattern of ours that contains
  // it.
  if (pattern === undefined || pattern.includes('\\p{'))
    return fc
      .stringMatching(/^[A-Za-z0-9]*$/, { size: '-1' })
      .map((some) => some.padEnd(minLength, 'a').slice(0, maxLength));
  const kept = new RegExp(pattern);
  // A text that is too short is repeated if the pattern allows it, because a long text may take
  // forever to come up by chance.
  const longer = (some: string): string =>
    some.length < minLength && kept.test(some.repeat(minLength))
      ? some.repeat(minLength).slice(0, Math.max(maxLength, minLength))
      : some;
  return fc
    .stringMatching(kept, { size: '-1' })
    .map(longer)
    .filter(({ length }) => length >= minLength && length <= Math.max(maxLength, minLength));
}

/** Generates values that are valid against a schema. */
export function valueOf(given: Json): fc.Arbitrary<unknown> {
  const schema = resolved(given) as Json & {
    properties?: Record<string, Json>;
    required?: string[];
    items?: Json;
    additionalProperties?: Json;
    propertyNames?: Json;
  };
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  if (Array.isArray(schema.anyOf)) return fc.oneof(...(schema.anyOf as Json[]).map(valueOf));
  if (schema.type === 'integer')
    return fc.integer({
      min: Number(schema.minimum ?? 0),
      max: Math.min(Number(schema.maximum ?? 1_000), 2_147_483_647),
    });
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'string') return text(schema);
  if (schema.type === 'array')
    return fc.array(valueOf(schema.items ?? {}), {
      minLength: Number(schema.minItems ?? 0),
      maxLength: 4,
    });
  if (schema.properties) {
    const members = Object.fromEntries(
      Object.entries(schema.properties).map(([name, member]) => [name, valueOf(member)]),
    );
    return fc.record(members, { requiredKeys: (schema.required ?? []) as never[] });
  }
  if (schema.type === 'object')
    return fc.dictionary(
      text(schema.propertyNames ?? { minLength: 1 }).filter((key) => key !== ''),
      valueOf(schema.additionalProperties ?? {}),
      { maxKeys: 3 },
    );
  return fc.jsonValue({ maxDepth: 2 });
}

/** Generates a value with one member added, removed or changed. */
const broken = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      value,
      fc.jsonValue({ maxDepth: 2 }),
      fc.nat(),
      fc.constantFrom('put', 'take', 'change', 'all'),
    )
    .map(([whole, other, place, how]) => {
      if (how === 'all' || typeof whole !== 'object' || whole === null || Array.isArray(whole))
        return other;
      const names = Object.keys(whole);
      const name = names[place % Math.max(names.length, 1)] ?? 'nothing';
      if (how === 'put') return { ...whole, [`_${place}`]: other };
      return how === 'change'
        ? { ...whole, [name]: other }
        : Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name));
    });

const seldom = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: usual, weight: 6 }, { arbitrary: rare, weight: 1 });

/**
 * Removes characters that no header can hold, because a request with them never leaves the caller's
 * machine.
 */
const headerText = (value: string): string => value.replaceAll(/[^\x20-\x7e]/g, '').trim();

function bodyOf({ requestBody }: Operation): fc.Arbitrary<string | undefined> {
  if (!requestBody) return seldom(fc.constant(undefined), fc.constantFrom('{}', '{"a":1}', 'x'));
  const { schema, example } = requestBody.content['application/json'];
  // The schema does not express everything that the operation requires, for instance that a text is
  // a key.
  const good =
    example === undefined
      ? valueOf(schema)
      : fc.oneof(
          { arbitrary: valueOf(schema), weight: 3 },
          { arbitrary: fc.constant(example), weight: 1 },
        );
  const json = seldom(good, broken(good)).map((value) => JSON.stringify(value) ?? 'null');
  return seldom(
    json,
    fc.oneof(
      fc.constant(undefined),
      fc.constantFrom('', '{', '[]', 'null', '"', '{"__proto__":{"a":1}}'),
      strange,
    ),
  );
}

/** Generates requests of an operation. */
export function requestOf(
  operation: Operation,
  known: () => Known,
): fc.Arbitrary<GeneratedRequest> {
  const { method, path, parameters } = operation;
  // Optional parts are mostly left out, because many of them at once are seldom valid together.
  const perhaps = <T>(value: fc.Arbitrary<T>, required: boolean): fc.Arbitrary<T | undefined> =>
    required
      ? value
      : fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary: value, weight: 1 });
  const valued = (place: string): fc.Arbitrary<Record<string, string | undefined>> =>
    fc.record(
      Object.fromEntries(
        parameters
          .filter((parameter) => parameter.in === place)
          .map(({ name, schema, required = false }) => [
            name,
            perhaps(
              seldom(
                place === 'path'
                  ? fc.nat().map((n) => pick(known()[name], n))
                  : valueOf(schema).map(String),
                strange,
              ),
              required,
            ),
          ]),
      ),
    );
  const sent = (values: Record<string, string | undefined>): [string, string][] =>
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    );
  const bodiless = method === 'GET' ? fc.constant(undefined) : bodyOf(operation);
  const more = fc.record({
    extra: seldom(
      fc.constant(''),
      fc.constantFrom('x=1', 'dryRun=maybe', 'limit=0&limit=1', '%', '=&&'),
    ),
    media: seldom(fc.constant('application/json'), strange),
  });
  return fc
    .tuple(
      valued('path'),
      valued('query'),
      valued('header'),
      bodiless,
      more,
      seldom(fc.constant(undefined), fc.constantFrom<string[]>([], ['jobs:read'])),
    )
    .map(([ids, query, headers, text, { extra, media }, scopes]): GeneratedRequest => {
      const search = [new URLSearchParams(sent(query)).toString(), extra].filter(Boolean).join('&');
      // An HTTP client resolves the path segments `.` and `..`, however they are written, and never
      // sends them.
      const segment = (id = ''): string =>
        encodeURIComponent(/^\.{1,2}$/.test(id) ? `${id}-` : id.toWellFormed());
      const named = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => segment(ids[name]));
      return {
        operation,
        method,
        path: `${named}${search && `?${search}`}`,
        headers: Object.fromEntries(
          [...sent(headers), ...(text === undefined ? [] : [['content-type', media] as const])].map(
            ([name, value]) => [name, headerText(value)],
          ),
        ),
        ...(text !== undefined && { text }),
        ...(scopes && { scopes }),
      };
    });
}

const pick = (from: readonly string[] = [], n: number): string =>
  from[n % Math.max(from.length, 1)] ?? 'nobody';
