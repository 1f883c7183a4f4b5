import * as fc from 'fast-check';
import { MODEL, type OperationName } from '../../../../local/ivs/protocol/model.ts';
import type { Shape } from '../../../../local/ivs/protocol/shapes.ts';
import { sample, shapeOf } from './samples.ts';

/** One HTTP request as a hostile client would make it. */
export interface Attack {
  operation: OperationName;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

type Json = Record<string, unknown>;

/**
 * Generates inputs from the shapes of the model. Most are well-formed, some of these have ARNs that
 * exist, and now and then an input is anything at all.
 */
export function attacks(existing: readonly string[]): fc.Arbitrary<Attack> {
  const of = (operation: OperationName): fc.Arbitrary<Attack> => {
    const { required, members, method } = MODEL[operation];
    const input = structure({ required, members }, existing);
    return fc
      .record({
        operation: fc.constant(operation),
        method: often(
          fc.constant<string>(method),
          fc.constantFrom('GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'),
        ),
        input: often(input, fc.jsonValue() as fc.Arbitrary<unknown>),
        headers: headers(),
        damage: often(
          fc.constant<Damage[]>([]),
          fc.array(damage(), { minLength: 1, maxLength: 8 }),
          2,
        ),
      })
      .map(({ input, damage: done, ...rest }) => ({
        ...rest,
        path: pathOf(operation, input),
        body: done.reduce(damaged, bodyOf(operation, input)),
      }));
  };
  return fc.oneof(...(Object.keys(MODEL) as OperationName[]).map(of));
}

/** Generates `usual`, and one time in `odds + 1` the other. */
const often = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>, odds = 9): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: usual, weight: odds }, { arbitrary: other, weight: 1 });

function value(name: string, existing: readonly string[]): fc.Arbitrary<unknown> {
  const shape = shapeOf(name);
  return fc.oneof(
    { arbitrary: fitting(name, shape, existing), weight: 12 },
    { arbitrary: nearMiss(shape), weight: 1 },
    { arbitrary: fc.jsonValue(), weight: 1 },
  );
}

function fitting(name: string, shape: Shape, existing: readonly string[]): fc.Arbitrary<unknown> {
  switch (shape.type) {
    case 'string': {
      const known = existing.filter(
        (arn) => shape.pattern?.includes(`:${arn.split(/[:/]/)[5]}/`) || name === 'ResourceArn',
      );
      const own = shape.enum ? fc.constantFrom(...shape.enum) : fc.constantFrom(sample(name));
      const spelled =
        shape.pattern && !shape.pattern.includes('\\p')
          ? fc.stringMatching(new RegExp(`^(?:${shape.pattern})$`))
          : fc.string({ unit: 'binary', maxLength: (shape.max ?? 60) + 2 });
      return fc.oneof(
        own,
        ...(known.length > 0 ? [fc.constantFrom(...known)] : []),
        ...(shape.enum ? [] : [spelled]),
      );
    }
    case 'integer':
    case 'long':
      return fc.integer({ min: shape.min ?? 0, max: shape.max ?? 100 });
    case 'boolean':
      return fc.boolean();
    case 'list':
      return fc.array(value(shape.member, existing), { maxLength: 4 });
    case 'map':
      return fc.dictionary(
        fc.oneof(
          fc.constantFrom('a', 'b c', '__proto__', 'constructor', 'aws:x'),
          fc.string({ maxLength: 8 }),
        ),
        value(shape.value, existing),
        { maxKeys: 4 },
      );
    case 'structure':
      break;
  }
  return structure(shape, existing);
}

/** Generates values just beyond the limits of a shape. */
function nearMiss(shape: Shape): fc.Arbitrary<unknown> {
  if (shape.type === 'string')
    return fc.constantFrom(
      '',
      'a'.repeat((shape.max ?? 1_024) + 1),
      '\u0000',
      '\ud800',
      'é'.repeat(600),
      '../..',
      '%00',
    );
  if (shape.type === 'list')
    return fc.constant(Array.from({ length: (shape.max ?? 250) + 1 }, () => 'x'));
  return fc.constantFrom(-1, 0, 2 ** 31, 2 ** 53, 1e308, -0, null, '');
}

function structure(
  { required, members }: { required: readonly string[]; members: Readonly<Record<string, string>> },
  existing: readonly string[],
): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(
    Object.entries(members).map(([member, name]) => [member, value(name, existing)]),
  );
  return often<unknown>(
    fc.record(model, { requiredKeys: [...required] }),
    fc.record(model, { requiredKeys: [] }),
  );
}

const SIGNED =
  'AWS4-HMAC-SHA256 Credential=local/20261123/us-west-2/ivs/aws4_request, ' +
  `SignedHeaders=host;x-amz-date, Signature=${'a'.repeat(64)}`;

const headers = (): fc.Arbitrary<Record<string, string>> =>
  often<Record<string, string>>(
    fc.constant({
      authorization: SIGNED,
      'x-amz-date': '20261123T100000Z',
      'content-type': 'application/json',
    }),
    fc.oneof(
      fc.constant({}),
      // A signature for another region and another account.
      fc
        .record({
          region: fc.stringMatching(/^[a-z]{2}-[a-z]{1,9}-[1-9]$/),
          account: fc.stringMatching(/^[0-9]{12}$/),
        })
        .map(({ region, account }) => ({
          authorization: SIGNED.replace('local/', `${account}/`).replace('us-west-2', region),
          'x-amz-date': '20261123T100000Z',
        })),
      fc
        .string({ maxLength: 200 })
        .map((text) => ({ authorization: text.replaceAll(/[^ -~]/g, '') })),
      fc.nat({ max: SIGNED.length - 1 }).map((end) => ({ authorization: SIGNED.slice(0, end) })),
    ),
  );

type Damage = { at: number; kind: 'flip' | 'cut' | 'insert' | 'double'; byte: number };

const damage = (): fc.Arbitrary<Damage> =>
  fc.record({
    at: fc.nat(),
    kind: fc.constantFrom('flip', 'cut', 'insert', 'double'),
    byte: fc.nat({ max: 255 }),
  });

function damaged(body: Buffer, { at, kind, byte }: Damage): Buffer {
  const place = body.length === 0 ? 0 : at % body.length;
  const [before, after] = [body.subarray(0, place), body.subarray(place)];
  if (kind === 'cut') return Buffer.from(before);
  if (kind === 'double') return Buffer.concat([before, after, after]);
  return Buffer.concat([before, Buffer.from([byte]), kind === 'flip' ? after.subarray(1) : after]);
}

function pathOf(operation: OperationName, input: unknown): string {
  const { path } = MODEL[operation];
  if (path === 'operation') return `/${operation}`;
  const { resourceArn = '', tagKeys } = (
    typeof input === 'object' && input !== null ? input : {}
  ) as Json;
  const text =
    typeof resourceArn === 'string' ? resourceArn.toWellFormed() : JSON.stringify(resourceArn);
  const encoded = (key: unknown): string => encodeURIComponent(JSON.stringify(key).toWellFormed());
  const query = Array.isArray(tagKeys)
    ? `?${tagKeys.map((key) => `tagKeys=${encoded(key)}`).join('&')}`
    : '';
  return `/tags/${encodeURIComponent(text)}${query}`;
}

function bodyOf(operation: OperationName, input: unknown): Buffer {
  if (MODEL[operation].method !== 'POST') return Buffer.alloc(0);
  return Buffer.from(JSON.stringify(input) ?? '');
}
