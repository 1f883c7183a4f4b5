import { ivsError } from './errors.ts';
import { SHAPES, type Shape, type Structure } from './shapes.ts';

const SHAPE: Readonly<Record<string, Shape>> = SHAPES;

/**
 * A JSON object. Values nested deeper than any input of IVS are never read, because members that
 * the model does not know are dropped first.
 */
type Json = Record<string, unknown>;

/**
 * Returns `value` in the form of a shape: every part has the right JSON type, and unknown and
 * absent members are removed. Other constraints are not checked.
 * @throws IvsError SerializationException, as AWS's restJson1 servers answer a value that they
 * cannot read
 */
export function wellTyped(shape: Shape, value: unknown, at: string): unknown {
  if (shape.type === 'structure') return members(shape, value, at);
  if (shape.type === 'list') {
    if (!Array.isArray(value)) throw wrong(at, 'a list');
    return Array.from(value, (item: unknown, index) =>
      wellTyped(SHAPE[shape.member] as Shape, item, `${at}.${index + 1}.member`),
    );
  }
  if (shape.type === 'map') {
    return Object.fromEntries(
      Object.entries(objectOf(value, at)).map(([key, item]) => [
        key,
        wellTyped(SHAPE[shape.value] as Shape, item, `${at}.value`),
      ]),
    );
  }
  if (shape.type === 'string' && typeof value === 'string') return value;
  if (shape.type === 'boolean' && typeof value === 'boolean') return value;
  if (shape.type === 'integer' && Number.isInteger(value) && value === ((value as number) | 0))
    return value;
  if (shape.type === 'long' && Number.isSafeInteger(value)) return value;
  throw wrong(at, shape.type === 'integer' ? 'a 32-bit integer' : `a ${shape.type}`);
}

function members(shape: Structure, value: unknown, at: string): Json {
  const given = objectOf(value, at);
  return Object.fromEntries(
    Object.entries(shape.members)
      .filter(([member]) => Object.hasOwn(given, member) && given[member] !== undefined)
      .map(([member, name]) => [
        member,
        wellTyped(SHAPE[name] as Shape, given[member], at ? `${at}.${member}` : member),
      ]),
  );
}

function objectOf(value: unknown, at: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(at, 'an object');
  return value as Json;
}

const wrong = (at: string, wanted: string): Error =>
  ivsError('SerializationException', `Value at '${at || 'input'}' is not ${wanted}`);
