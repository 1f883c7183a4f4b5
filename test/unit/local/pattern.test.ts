import { expect, test } from 'vitest';
import { InvalidPatternError } from '../../../lib/patterns/matchers.ts';
import { matches } from '../../../lib/patterns/pattern.ts';

const event = {
  source: 'aws.ivs',
  'detail-type': 'IVS Stream State Change',
  resources: ['arn:a', 'arn:b'],
  detail: {
    event_name: 'Stream End',
    bitrate: 2_500,
    empty: null,
    nested: { deep: true },
    list: [{ id: 1 }, { id: 2 }],
  },
};

test.each<[name: string, pattern: object, matched: boolean]>([
  ['exact', { source: ['aws.ivs'] }, true],
  ['exact, one of several', { source: ['x', 'aws.ivs'] }, true],
  ['exact, none', { source: ['channelkeeper'] }, false],
  ['every field is needed', { source: ['aws.ivs'], 'detail-type': ['Job Due'] }, false],
  ['a missing field does not match', { missing: ['x'] }, false],
  ['a list matches by any element', { resources: ['arn:b'] }, true],
  ['nested', { detail: { nested: { deep: [true] } } }, true],
  ['nested in something missing', { detail: { absent: { deep: [true] } } }, false],
  ['a list of objects matches by any of them', { detail: { list: { id: [2] } } }, true],
  ['null', { detail: { empty: [null] } }, true],
  ['a number is no text', { detail: { bitrate: ['2500'] } }, false],
  ['prefix', { source: [{ prefix: 'aws.' }] }, true],
  ['prefix, not', { source: [{ prefix: 'ivs' }] }, false],
  ['prefix, ignoring case', { source: [{ prefix: { 'equals-ignore-case': 'AWS' } }] }, true],
  ['suffix', { source: [{ suffix: '.ivs' }] }, true],
  ['suffix, not', { source: [{ suffix: 'aws' }] }, false],
  ['anything-but', { source: [{ 'anything-but': 'channelkeeper' }] }, true],
  ['anything-but, the same', { source: [{ 'anything-but': ['aws.ivs', 'x'] }] }, false],
  ['anything-but does not match what is missing', { missing: [{ 'anything-but': 'x' }] }, false],
  ['anything-but prefix', { source: [{ 'anything-but': { prefix: 'aws' } }] }, false],
  ['anything-but suffix', { source: [{ 'anything-but': { suffix: '.s3' } }] }, true],
  ['anything-but wildcard', { source: [{ 'anything-but': { wildcard: 'aws*' } }] }, false],
  ['exists', { detail: { event_name: [{ exists: true }] } }, true],
  ['exists, missing', { detail: { other: [{ exists: true }] } }, false],
  ['does not exist', { detail: { other: [{ exists: false }] } }, true],
  ['does not exist, but does', { detail: { event_name: [{ exists: false }] } }, false],
  ['exists sees leaves only', { detail: [{ exists: true }] }, false],
  ['numeric =', { detail: { bitrate: [{ numeric: ['=', 2_500] }] } }, true],
  ['numeric range', { detail: { bitrate: [{ numeric: ['>', 0, '<=', 2_500] }] } }, true],
  ['numeric, outside', { detail: { bitrate: [{ numeric: ['<', 2_500] }] } }, false],
  ['numeric of text', { source: [{ numeric: ['>', 0] }] }, false],
  [
    'equals-ignore-case',
    { detail: { event_name: [{ 'equals-ignore-case': 'stream end' }] } },
    true,
  ],
  ['wildcard', { detail: { event_name: [{ wildcard: 'Str*m*nd' }] } }, true],
  ['wildcard, the parts may not overlap', { source: [{ wildcard: 'aws.ivs*s' }] }, false],
  ['wildcard, not', { detail: { event_name: [{ wildcard: '*Start' }] } }, false],
  ['$or', { $or: [{ source: ['x'] }, { detail: { bitrate: [2_500] } }] }, true],
  [
    '$or beside another field',
    { 'detail-type': ['x'], $or: [{ source: ['aws.ivs'] }, { source: ['y'] }] },
    false,
  ],
  ['$or, none', { detail: { $or: [{ bitrate: [1] }, { event_name: ['x'] }] } }, false],
])('matches a pattern or not: %s', (_name, pattern, matched) => {
  expect(matches(JSON.stringify(pattern), JSON.stringify(event))).toBe(matched);
});

test.each<[name: string, pattern: unknown]>([
  ['no object', 'x'],
  ['empty', {}],
  ['a value that is no list', { source: 'aws.ivs' }],
  ['an empty list', { source: [] }],
  ['an unknown operator', { source: [{ regex: 'x' }] }],
  ['two operators at once', { source: [{ prefix: 'a', suffix: 'b' }] }],
  ['a numeric comparison nobody knows', { detail: { n: [{ numeric: ['!=', 1] }] } }],
  ['a numeric without a number', { detail: { n: [{ numeric: ['>', '1'] }] } }],
  ['prefix of a number', { source: [{ prefix: 1 }] }],
  ['exists with text', { source: [{ exists: 'yes' }] }],
  ['two stars together', { source: [{ wildcard: 'a**' }] }],
  ['$or with one alternative', { $or: [{ source: ['x'] }] }],
])('refuses a pattern: %s', (_name, pattern) => {
  expect(() => matches(JSON.stringify(pattern), '{}')).toThrow(InvalidPatternError);
});

test('refuses a pattern with over a thousand combinations of $or', () => {
  const either = (name: string): string =>
    `"$or":[${Array.from({ length: 11 }, (_, index) => `{"${name}${index}":[1]}`).join(',')}]`;
  expect(() => matches(`{${either('a')},${either('b')}}`, '{}')).not.toThrow();
  expect(() => matches(`{${['a', 'b', 'c'].map(either).join(',')}}`, '{}')).toThrow(
    'more than 1000 combinations',
  );
});

test('matches a field that is given twice by both values', () => {
  expect(matches('{"a":["x"]}', '{"a":"x","a":"y"}')).toBe(true);
  expect(matches('{"a":["y"]}', '{"a":"x","a":"y"}')).toBe(true);
});

test('matches an address however it is written', () => {
  expect(matches('{"a":["::1"]}', '{"a":"0:0:0:0:0:0:0:1"}')).toBe(true);
  expect(matches('{"a":[{"cidr":"10.0.0.0/8"}]}', '{"a":"::1"}')).toBe(false);
  for (const wrong of ['10.0.0.0', '10.0.0.0/32', '::1/128', 'x/8', '10.0.0.0/a', '10.0.0.0/8/8']) {
    expect(() => matches(`{"a":[{"cidr":"${wrong}"}]}`, '{}'), wrong).toThrow(InvalidPatternError);
  }
});
