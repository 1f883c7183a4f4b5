import * as z from 'zod/mini';
import type { Schema } from '../http/validation.ts';
import {
  intervalOf,
  JOB_TAG,
  REQUEST_TAG,
  ROTATE_AFTER_SHOW_TAG,
  ROTATE_EVERY_TAG,
} from '../tags.ts';

/**
 * IVS allows 50 tags; one is ours: it tells what a lost answer was about from what was never made.
 */
export const TAGS_MAX = 49;
const TAG_ALPHABET = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
/** Set by this API, and what it trusts. */
const OURS: readonly string[] = [JOB_TAG, REQUEST_TAG];

export const tagKey: Schema<string> = z.string().check(
  z.minLength(1),
  z.maxLength(128),
  z.regex(TAG_ALPHABET, 'must be a tag key: letters, digits, spaces and _.:/=+-@'),
  z.refine((key) => !/^aws:/i.test(key), 'must not begin with "aws:", which is reserved for AWS'),
  z.refine(
    (key) => !OURS.includes(key),
    `must not be "${JOB_TAG}" or "${REQUEST_TAG}", which this API sets`,
  ),
);
const tagValue = z
  .string()
  .check(
    z.maxLength(256),
    z.regex(TAG_ALPHABET, 'must be a tag value: letters, digits, spaces and _.:/=+-@'),
  );

/** The tags that give orders to this program, with the values that it understands. */
const ORDERS: Readonly<
  Record<string, { readonly understands: (value: string) => boolean; readonly rule: string }>
> = {
  [ROTATE_EVERY_TAG]: {
    understands: (value) => intervalOf(value) !== undefined,
    rule: 'must be from 1h to 365d, in hours or days, e.g. 12h or 30d',
  },
  [ROTATE_AFTER_SHOW_TAG]: {
    understands: (value) => value === 'true' || value === 'false',
    rule: 'must be true or false',
  },
};

/**
 * The tags that give an order which is not understood, and so is not followed; each with the rule
 * that it breaks.
 */
export const malformedOrders = (
  tags: Readonly<Record<string, string>>,
): { key: string; rule: string }[] =>
  Object.entries(ORDERS).flatMap(([key, { understands, rule }]) => {
    const value = tags[key];
    return value === undefined || understands(value) ? [] : [{ key, rule }];
  });

/** Tags as a request gives them. */
export const newTags = z.record(tagKey, tagValue).check(
  z.refine((tags) => Object.keys(tags).length <= TAGS_MAX, `must hold at most ${TAGS_MAX} tags`),
  ({ value, issues }) => {
    for (const { key, rule: message } of malformedOrders(value))
      issues.push({ code: 'custom', input: value[key], path: [key], message });
  },
);
