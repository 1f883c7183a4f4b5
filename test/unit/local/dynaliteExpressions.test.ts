import { createRequire } from 'node:module';
import type { Names, Parser, Values } from 'dynalite/db/conditionParser.js';
import { describe, expect, it } from 'vitest';
import { parseOnce } from '../../../local/dynaliteExpressions.ts';

const load = createRequire(import.meta.url);
const parserOf = (kind: string): Parser => load(`dynalite/db/${kind}Parser.js`) as Parser;
/** The part of dynalite that the parsers ask. */
const ASKED = {
  isReserved: (name: string) => name === 'name',
  compare: (_operator: string, { N: low }: { N: string }, { N: high }: { N: string }) =>
    Number(low) > Number(high),
};

/** Returns a parser that also counts how often it parses. */
function counted(kind: string): Parser & { parsed: () => number } {
  let count = 0;
  const parser = {
    parse(text: string, options: Parameters<Parser['parse']>[1]) {
      count += 1;
      return parserOf(kind).parse(text, options);
    },
    parsed: () => count,
  };
  parseOnce(parser);
  return parser;
}

interface Asked {
  readonly text: string;
  readonly names?: Names;
  readonly values?: Values;
}

/** Returns all that dynalite learns of an expression from its parser. */
function learnt(parser: Parser, { text, names, values }: Asked): unknown {
  const marked = (given = {}): Record<string, true> =>
    Object.fromEntries(Object.keys(given).map((name) => [name, true as const]));
  const context = {
    ...ASKED,
    attrNames: names,
    attrVals: values,
    unusedAttrNames: marked(names),
    unusedAttrVals: marked(values),
  };
  const { unusedAttrNames, unusedAttrVals } = context;
  return { means: parser.parse(text, { context }), unusedAttrNames, unusedAttrVals };
}

const names = { '#a': 'alpha', '#b': 'beta', '#unused': 'other' };
const N = (value: number): object => ({ N: String(value) });

describe.each([
  ['condition', 'attribute_not_exists(#a) OR (#a <= :one AND NOT #b.#a[2] = :two)'],
  ['condition', 'begins_with(#a, :text) AND size(#b) > :one'],
  ['condition', '#a IN (:one, :two) OR contains(#b, :two)'],
  ['update', 'SET #a = :one, #b = if_not_exists(#b, :two) + :one'],
  ['update', 'SET #a = :map REMOVE #b.#a'],
  ['update', 'ADD #a :one SET #b = list_append(#b, :list)'],
  ['projection', '#a, #b[1].#a'],
])('the parser of a %s: %s', (kind, text) => {
  const valuesOf = (n: number): Values => ({
    ':one': N(n),
    ':two': N(n + 1),
    ':text': { S: `text ${n}` },
    ':map': { M: { deep: { L: [N(n)] } } },
    ':list': { L: [N(n), { S: 'x' }] },
    ':unused': { BOOL: n > 1 },
  });

  it('parses it once, and each request means its own values', () => {
    const parser = counted(kind);
    for (const n of [1, 2, 3]) {
      const asked = { text, names, values: valuesOf(n) };
      expect(learnt(parser, asked)).toEqual(learnt(parserOf(kind), asked));
    }
    expect(parser.parsed()).toBe(1);
  });

  it('parses it again for other names', () => {
    const parser = counted(kind);
    for (const alpha of ['alpha', 'omega']) {
      const asked = { text, names: { ...names, '#a': alpha }, values: valuesOf(1) };
      expect(learnt(parser, asked)).toEqual(learnt(parserOf(kind), asked));
    }
    expect(parser.parsed()).toBe(2);
  });

  it('changes no request with what is done to another', () => {
    const parser = counted(kind);
    const asked = { text, names, values: valuesOf(1) };
    const { means } = learnt(parser, asked) as { means: Record<string, unknown> };
    for (const member of Object.keys(means)) delete means[member];
    const again = learnt(parser, asked) as { means: Record<string, unknown> };
    expect(again).toEqual(learnt(parserOf(kind), asked));
    for (const member of Object.keys(again.means)) delete again.means[member];
    expect(learnt(parser, asked)).toEqual(learnt(parserOf(kind), asked));
  });
});

it.each<[string, string, Asked, Asked]>([
  [
    'a value of another type',
    'condition',
    { text: 'begins_with(a, :x)', values: { ':x': { S: 'text' } } },
    { text: 'begins_with(a, :x)', values: { ':x': N(1) } },
  ],
  [
    'bounds in the wrong order',
    'condition',
    { text: 'a BETWEEN :low AND :high', values: { ':low': N(1), ':high': N(2) } },
    { text: 'a BETWEEN :low AND :high', values: { ':low': N(2), ':high': N(1) } },
  ],
  [
    'a type that does not exist',
    'condition',
    { text: 'attribute_type(a, :type)', values: { ':type': { S: 'N' } } },
    { text: 'attribute_type(a, :type)', values: { ':type': { S: 'X' } } },
  ],
  [
    'a value that is not defined',
    'update',
    { text: 'SET a = :x', values: { ':x': N(1) } },
    { text: 'SET a = :x', values: { ':y': N(1) } },
  ],
  [
    'a number that is added to a text',
    'update',
    { text: 'ADD a :x', values: { ':x': N(1) } },
    { text: 'ADD a :x', values: { ':x': { S: '1' } } },
  ],
  ['a reserved word', 'condition', { text: 'a = b' }, { text: 'name = b' }],
])('refuses %s after a %s that is right', (_, kind, right, wrong) => {
  const parser = counted(kind);
  for (const asked of [right, wrong, wrong, right])
    expect(learnt(parser, asked)).toEqual(learnt(parserOf(kind), asked));
  expect(typeof (learnt(parser, right) as { means: unknown }).means).toBe('object');
  expect(typeof (learnt(parser, wrong) as { means: unknown }).means).toBe('string');
});

it('throws what the parser throws, each time', () => {
  const parser = counted('condition');
  for (const _ of [1, 2]) expect(() => learnt(parser, { text: 'a = = b' })).toThrow('Expected');
});

it('keeps a thousand expressions at most', () => {
  const parser = counted('projection');
  const parse = (n: number): unknown => learnt(parser, { text: `a${n}` });
  for (let n = 0; n < 1_000; n++) parse(n);
  parse(0);
  expect(parser.parsed()).toBe(1_000);
  parse(1_000);
  parse(0);
  expect(parser.parsed()).toBe(1_002);
});
