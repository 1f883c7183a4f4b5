import { describe, expect, test } from 'vitest';
import { cursorAt, placeOf } from '../../../lib/http/cursors.ts';
import { channelFields } from '../../../lib/api/channelSchemas.ts';
import { checked, NOTHING, type ValidationIssue } from '../../../lib/http/validation.ts';
import { revocation, viewerSessionsOf } from '../../../lib/api/viewerSessionRevocations.ts';
import { Problem } from '../../../lib/errors.ts';
import { NOW } from './scene.ts';

type Body = Parameters<typeof checked>[0]['body'][0];

/** Returns the validation issues of a body. */
function faultsIn(schema: unknown, body: unknown): ValidationIssue[] {
  try {
    checked({
      parameters: { value: {} },
      preferences: { value: {} },
      query: [NOTHING, {}],
      body: [schema as Body, body],
    });
  } catch (error) {
    if (error instanceof Problem) return error.extensions.errors as ValidationIssue[];
    throw error;
  }
  return [];
}

const arn = (resource: string, account = '123456789012'): string =>
  `arn:aws:ivs:us-west-2:${account}:${resource}/AbCdEf123456`;
const tags = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`tag-${i}`, 'value']));

describe('new channels', () => {
  test.each([
    {},
    { name: '' },
    {
      name: 'Studio-1_main',
      latencyMode: 'NORMAL',
      type: 'ADVANCED_HD',
      preset: 'HIGHER_BANDWIDTH_DELIVERY',
      authorized: true,
      insecureIngest: false,
    },
    {
      recordingConfigurationArn: '',
      playbackRestrictionPolicyArn: arn('playback-restriction-policy'),
      adConfigurationArn: arn('ad-configuration'),
    },
    {
      multitrackInputConfiguration: {
        enabled: true,
        policy: 'REQUIRE',
        maximumResolution: 'FULL_HD',
      },
      containerFormat: 'FRAGMENTED_MP4',
    },
    { tags: tags(49) },
    { tags: { 'channelkeeper:rotate-every': '30d', 'Größe: /=+-@': '' } },
  ])('a new channel may be %o', (body) => {
    expect(faultsIn(channelFields, body)).toEqual([]);
  });

  test.each([
    ['name', { name: 'a channel' }],
    ['name', { name: 'n'.repeat(129) }],
    ['name', { name: 7 }],
    ['latencyMode', { latencyMode: 'low' }],
    ['type', { type: 'PREMIUM' }],
    ['authorized', { authorized: 'true' }],
    ['preset', { preset: '' }],
    ['recordingConfigurationArn', { recordingConfigurationArn: arn('channel') }],
    ['playbackRestrictionPolicyArn', { playbackRestrictionPolicyArn: 'AbCdEf123456' }],
    ['adConfigurationArn', { adConfigurationArn: `${arn('ad-configuration')}${'a'.repeat(100)}` }],
    ['multitrackInputConfiguration.policy', { multitrackInputConfiguration: { policy: 'DENY' } }],
    ['multitrackInputConfiguration.tracks', { multitrackInputConfiguration: { tracks: 2 } }],
    ['containerFormat', { containerFormat: 'MP4' }],
    ['tags', { tags: tags(50) }],
    ['tags.aws:cost', { tags: { 'aws:cost': '1' } }],
    ['tags.channelkeeper:job', { tags: { 'channelkeeper:job': 'job-1' } }],
    ['tags.a*b', { tags: { 'a*b': '1' } }],
    ['tags.a', { tags: { a: 'v'.repeat(257) } }],
    ['tags.a', { tags: { a: 1 } }],
    ['arn', { arn: arn('channel') }],
    ['streamKey', { name: 'n', streamKey: 'x' }],
    ['body', []],
    ['body', null],
    ['body', 'name'],
  ])('a new channel is refused for %s: %o', (field, body) => {
    expect(faultsIn(channelFields, body).map((fault) => fault.field)).toEqual([field]);
  });

  test('a new channel that is refused is told the rule in words', () => {
    expect(
      faultsIn(channelFields, { name: 'n'.repeat(129), type: 'X', tags: { 'aws:x': '' } }),
    ).toEqual([
      { field: 'name', rule: 'must have at most 128 characters' },
      { field: 'type', rule: 'must be one of "BASIC", "STANDARD", "ADVANCED_SD", "ADVANCED_HD"' },
      { field: 'tags.aws:x', rule: 'must not begin with "aws:", which is reserved for AWS' },
    ]);
  });
});

describe('viewers to throw out', () => {
  const pair = {
    channelId: 'AbCdEf123456',
    viewerId: 'viewer-1',
    viewerSessionVersionsLessThanOrEqualTo: 3,
  };
  const required = {
    region: 'us-west-2',
    accountId: '123456789012',
    viewerSessionVersions: 'required',
  } as const;
  const resolved = (
    viewerSessions: object[],
    config: Parameters<typeof viewerSessionsOf>[1] = required,
    more = {},
  ): unknown => {
    const body = { viewerSessions, ...more };
    const faults = faultsIn(revocation, body);
    if (faults.length > 0) return faults;
    try {
      return viewerSessionsOf(body as Parameters<typeof viewerSessionsOf>[0], config, NOW);
    } catch (error) {
      if (error instanceof Problem) return error.extensions.errors;
      throw error;
    }
  };

  test('viewers are pairs with every channel by its ARN and every version stated', () => {
    const other = { channelArn: arn('channel'), viewerId: 'viewer-2' };
    expect(
      resolved([pair, other], required, { viewerSessionVersionsLessThanOrEqualTo: 9 }),
    ).toEqual([
      {
        channelArn: arn('channel'),
        viewerId: 'viewer-1',
        viewerSessionVersionsLessThanOrEqualTo: 3,
      },
      {
        channelArn: arn('channel'),
        viewerId: 'viewer-2',
        viewerSessionVersionsLessThanOrEqualTo: 9,
      },
    ]);
  });

  test('viewers need a version unless versions are times of issue here', () => {
    const bare = { channelId: 'AbCdEf123456', viewerId: 'viewer-1' };
    expect(resolved([pair, bare])).toEqual([
      {
        field: 'viewerSessions[1].viewerSessionVersionsLessThanOrEqualTo',
        rule: 'is required, for the pair or for all pairs at once',
      },
    ]);
    expect(
      resolved([bare, pair], { ...required, viewerSessionVersions: 'epochSeconds' }),
    ).toMatchObject([
      { viewerSessionVersionsLessThanOrEqualTo: NOW / 1_000 },
      { viewerSessionVersionsLessThanOrEqualTo: 3 },
    ]);
    expect(resolved([{ ...bare, viewerSessionVersionsLessThanOrEqualTo: 0 }])).toMatchObject([
      { viewerSessionVersionsLessThanOrEqualTo: 0 },
    ]);
  });

  test.each([
    ['viewerSessions[0]', { viewerId: 'v', viewerSessionVersionsLessThanOrEqualTo: 1 }],
    ['viewerSessions[0]', { ...pair, channelArn: arn('channel') }],
    [
      'viewerSessions[0].channelArn',
      { ...pair, channelId: undefined, channelArn: arn('channel', '999999999999') },
    ],
    [
      'viewerSessions[0].channelArn',
      { ...pair, channelId: undefined, channelArn: arn('stream-key') },
    ],
    ['viewerSessions[0].channelArn', { ...pair, channelId: undefined, channelArn: 'AbCdEf123456' }],
    ['viewerSessions[0].channelId', { ...pair, channelId: arn('channel') }],
    ['viewerSessions[0].viewerId', { ...pair, viewerId: '' }],
    ['viewerSessions[0].viewerId', { ...pair, viewerId: 'v'.repeat(41) }],
    [
      'viewerSessions[0].viewerSessionVersionsLessThanOrEqualTo',
      { ...pair, viewerSessionVersionsLessThanOrEqualTo: -1 },
    ],
    [
      'viewerSessions[0].viewerSessionVersionsLessThanOrEqualTo',
      { ...pair, viewerSessionVersionsLessThanOrEqualTo: 1.5 },
    ],
    [
      'viewerSessions[0].viewerSessionVersionsLessThanOrEqualTo',
      { ...pair, viewerSessionVersionsLessThanOrEqualTo: 2_147_483_648 },
    ],
    [
      'viewerSessions[0].viewerSessionVersionsLessThanOrEqualTo',
      { ...pair, viewerSessionVersionsLessThanOrEqualTo: '3' },
    ],
    ['viewerSessions[0].session', { ...pair, session: 1 }],
  ])('viewers are refused for %s: %o', (field, session) => {
    expect(resolved([session])).toMatchObject([{ field }]);
  });

  test('viewers are one to ten thousand', () => {
    expect(resolved([])).toEqual([{ field: 'viewerSessions', rule: 'must hold at least 1 items' }]);
    expect(resolved(Array.from({ length: 10_001 }, () => pair))).toEqual([
      { field: 'viewerSessions', rule: 'must hold at most 10000 items' },
    ]);
    expect(resolved(Array.from({ length: 10_000 }, () => pair))).toHaveLength(10_000);
  });
});

test('a cursor goes on in its own list and in no other', () => {
  const cursor = cursorAt('jobs', '2026-11-23T10:00:00.000Z#job-1');
  expect(placeOf('jobs', cursor)).toBe('2026-11-23T10:00:00.000Z#job-1');
  for (const wrong of [
    cursorAt('channels', 'x'),
    '',
    'x',
    '%%%',
    Buffer.from('["jobs"]').toString('base64url'),
    Buffer.from('{}').toString('base64url'),
  ]) {
    expect(() => placeOf('jobs', wrong), wrong).toThrow(Problem);
  }
});
