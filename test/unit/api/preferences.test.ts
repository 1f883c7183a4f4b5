import { expect, test } from 'vitest';
import { preferenceApplied, readPreferences } from '../../../lib/http/preferences.ts';

const ARRIVED_AT = Date.UTC(2026, 10, 23);

const read = (
  headers: Record<string, string>,
  dryRun?: string,
): ReturnType<typeof readPreferences> => readPreferences(headers, { dryRun }, ARRIVED_AT);

test.each([
  ['wait=20', 20_000],
  ['wait=5', 5_000],
  ['wait=0', 0],
  ['respond-async, wait=7', 7_000],
  ['Wait = "3"; strict', 3_000],
  ['wait=3600', 20_000],
  ['wait=2, wait=9', 2_000],
])('Prefer: %s keeps the answer back for %i ms', (prefer, waitMs) => {
  expect(read({ prefer })).toEqual({ value: { dryRun: false, waitMs } });
});

test.each(['', 'wait', 'wait=soon', 'wait=-1', 'await=5', 'return=minimal'])(
  'Prefer: "%s" is not understood, hence ignored',
  (prefer) => {
    expect(read({ prefer })).toEqual({ value: { dryRun: false } });
  },
);

test('the answer names the wait that was honoured', () => {
  expect(preferenceApplied({ dryRun: false, waitMs: 20_000 })).toEqual({
    'preference-applied': 'wait=20',
  });
  expect(preferenceApplied({ dryRun: false })).toEqual({});
});

test('dryRun is either true or false', () => {
  expect(read({}, 'true')).toEqual({ value: { dryRun: true } });
  expect(read({}, 'false')).toEqual({ value: { dryRun: false } });
  for (const wrong of ['', '1', 'yes', 'TRUE'])
    expect(read({}, wrong)).toMatchObject({ issues: [{ field: 'dryRun' }] });
});

test('an Idempotency-Key has 1 to 255 visible ASCII characters', () => {
  expect(read({ 'idempotency-key': 'k'.repeat(255) })).toEqual({
    value: { dryRun: false, idempotencyKey: 'k'.repeat(255) },
  });
  for (const wrong of ['', 'k'.repeat(256), 'two words', 'schlüssel', 'a\tb']) {
    expect(read({ 'idempotency-key': wrong }), wrong).toMatchObject({
      issues: [{ field: 'Idempotency-Key' }],
    });
  }
});

test('a reason is kept without its secrets, and has a maximal length', () => {
  expect(read({ 'x-reason': 'leaked: sk_us-west-2_AbC123 on a forum' })).toEqual({
    value: { dryRun: false, reason: 'leaked: sk_*** on a forum' },
  });
  expect(read({ 'x-reason': 'r'.repeat(513) })).toMatchObject({ issues: [{ field: 'X-Reason' }] });
});

test('all issues are told at once, and a read ignores preferences for mutations', () => {
  expect(read({ 'idempotency-key': '', 'x-reason': 'r'.repeat(600) }, 'x')).toMatchObject({
    issues: [{}, {}, {}],
  });
  expect(
    readPreferences({ 'idempotency-key': '', prefer: 'wait=1' }, undefined, ARRIVED_AT),
  ).toEqual({
    value: { dryRun: false, waitMs: 1_000 },
  });
});
