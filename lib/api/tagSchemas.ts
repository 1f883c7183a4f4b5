import * as z from 'zod/mini';
import type { Schema } from '../http/validation.ts';
import {
  intervalOf,
  JOB_TAG,
  PROTECTED_TAG,
  REQUEST_TAG,
  ROTATE_AFTER_SHOW_TAG,
  ROTATE_EVERY_TAG,
} from '../tags.ts';

/**
 * IVS allows 50 tags. One is ours: after a lost answer it tells whether the resource was created.
 */
export const TAGS_MAX = 49;
const TAG_ALPHABET = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
/** The tags that this API sets, and relies on. */
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

/** The tags that order something, with the values that can be read. */
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
  [PROTECTED_TAG]: {
    understands: (value) => value === 'true' || value === 'false',
    rule: 'must be true or false',
  },
};

/**
 * Returns the tags that order something and whose values cannot be read, so that they have no
 * effect, each with the rule that it breaks.
 */
export const malformedOrders = (
  tags: Readonly<Record<string, string>>,
): { key: string; rule: string }[] =>
  Object.entries(ORDERS).flatMap(([key, { understands, rule }]) => {
    const value = tags[key];
    return value === undefined || understands(value) ? [] : [{ key, rule }];
  });

/** The tags of a request. */
export const newTags = z.record(tagKey, tagValue).check(
  z.refine((tags) => Object.keys(tags).length <= TAGS_MAX, `must hold at most ${TAGS_MAX} tags`),
  ({ value, issues }) => {
    for (const { key, rule: message } of malformedOrders(value))
      issues.push({ code: 'custom', input: value[key], path: [key], message });
  },
);
