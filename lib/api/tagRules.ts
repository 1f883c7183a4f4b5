import * as z from 'zod/mini';
import type { Schema } from './input.ts';

/** IVS allows 50 tags; one is ours: it tells what a lost answer was about from what was never made. */
export const TAGS_MAX = 49;
const TAG_ALPHABET = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
/** Set by this API, and what it trusts. */
const OURS = ['channelkeeper:job', 'channelkeeper:request'];

export const tagKey: Schema<string> = z.string().check(
  z.minLength(1),
  z.maxLength(128),
  z.regex(TAG_ALPHABET, 'must be a tag key: letters, digits, spaces and _.:/=+-@'),
  z.refine((key) => !/^aws:/i.test(key), 'must not begin with "aws:", which AWS keeps for itself'),
  z.refine((key) => !OURS.includes(key), 'must not be "channelkeeper:job" or "channelkeeper:request", which are set by this API'),
);
const tagValue = z.string().check(z.maxLength(256), z.regex(TAG_ALPHABET, 'must be a tag value: letters, digits, spaces and _.:/=+-@'));

/** Tags as a request gives them. */
export const newTags = z
  .record(tagKey, tagValue)
  .check(z.refine((tags) => Object.keys(tags).length <= TAGS_MAX, `must hold at most ${TAGS_MAX} tags`));
