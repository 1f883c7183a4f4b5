import { describe, expect, it } from 'vitest';
import { readConfig } from '../../lib/config.ts';
import { ENVIRONMENT as environment } from './environment.ts';

describe('the configuration', () => {
  it('has safe defaults for optional settings', () => {
    expect(readConfig(environment)).toEqual({
      region: 'eu-west-1',
      accountId: '123456789012',
      tableName: 'table',
      busName: 'bus',
      stage: 'dev',
      issuer: 'https://issuer.example',
      audiences: ['channelkeeper'],
      jwksUri: 'https://issuer.example/jwks.json',
      scopePrefix: '',
      viewerSessionVersions: 'required',
      approvals: [],
      laneShare: 0.8,
      laneShareMax: 1,
      keepEventsDays: 400,
      recordingBucket: '',
      playbackKeySecret: '',
      streamKeySecrets: '',
      tracesEndpoint: '',
      consoleClientId: '',
      consoleIssuerOrigins: [],
      playbackOrigins: [],
      functionName: 'local',
    });
  });

  it.each(Object.keys(environment))(
    'refuses to start without %s, or with an empty one, by name',
    (name) => {
      expect(() => readConfig({ ...environment, [name]: undefined })).toThrow(name);
      expect(() => readConfig({ ...environment, [name]: '' })).toThrow(name);
    },
  );

  it('takes several audiences, and the prefix that the issuer puts before scopes', () => {
    const config = readConfig({ ...environment, AUDIENCE: 'one,two', SCOPE_PREFIX: 'live/' });
    expect(config).toMatchObject({ audiences: ['one', 'two'], scopePrefix: 'live/' });
  });

  it.each(['0', '-0.5', '1.01', 'most', '', 'NaN'])('refuses LANE_SHARE=%j', (share) => {
    expect(() => readConfig({ ...environment, LANE_SHARE: share })).toThrow('LANE_SHARE');
  });

  it.each([
    ['1', 1],
    ['0.25', 0.25],
  ])('takes LANE_SHARE=%s', (share, expected) => {
    expect(readConfig({ ...environment, LANE_SHARE: share }).laneShare).toBe(expected);
  });

  it.each([
    ['http://localhost:4318/v1/traces', true],
    ['https://collector.example/v1/traces', true],
    ['', true],
    ['http://localhost:4318', false],
    ['http://localhost:4318/v1/traces/', false],
    ['localhost:4318/v1/traces', false],
    ['http://me:secret@collector.example/v1/traces', false],
    ['http://collector.example/v1/traces?token=secret', false],
  ])('takes TRACES_ENDPOINT=%s: %s', (url, isTaken) => {
    const read = (): unknown => readConfig({ ...environment, TRACES_ENDPOINT: url }).tracesEndpoint;
    if (isTaken) expect(read()).toBe(url);
    else expect(read).toThrow(/^TRACES_ENDPOINT must be an address such as (?!.*secret)/);
  });

  it('manages all channels, or those with a tag', () => {
    expect(readConfig({ ...environment, MANAGED_CHANNELS: 'all' })).not.toHaveProperty(
      'managedTag',
    );
    expect(readConfig({ ...environment, MANAGED_CHANNELS: 'stage=blue=1' }).managedTag).toEqual({
      key: 'stage',
      value: 'blue=1',
    });
    expect(readConfig({ ...environment, MANAGED_CHANNELS: 'mine=' }).managedTag).toEqual({
      key: 'mine',
      value: '',
    });
  });

  it.each([
    '',
    'mine',
    '=blue',
    'aws:stage=blue',
    'stage=!',
    `${'k'.repeat(129)}=v`,
    `k=${'v'.repeat(257)}`,
  ])('refuses MANAGED_CHANNELS=%s', (managedChannels) => {
    expect(() => readConfig({ ...environment, MANAGED_CHANNELS: managedChannels })).toThrow(
      'MANAGED_CHANNELS',
    );
  });

  it('takes lists of origins for the security policy of the console', () => {
    const PLAYBACK_ORIGINS = 'https://*.live-video.net, http://127.0.0.1:4100';
    expect(readConfig({ ...environment, PLAYBACK_ORIGINS }).playbackOrigins).toEqual([
      'https://*.live-video.net',
      'http://127.0.0.1:4100',
    ]);
  });

  it.each(['*', 'https://*', 'live.example', "https://a.example; script-src 'unsafe-inline'"])(
    'refuses the origin %s',
    (origins) => {
      for (const name of ['PLAYBACK_ORIGINS', 'CONSOLE_ISSUER_ORIGINS'])
        expect(() => readConfig({ ...environment, [name]: origins })).toThrow(name);
    },
  );

  it('takes the two values of viewer session versions and no other', () => {
    expect(
      readConfig({ ...environment, VIEWER_SESSION_VERSIONS: 'epochSeconds' }).viewerSessionVersions,
    ).toBe('epochSeconds');
    expect(() => readConfig({ ...environment, VIEWER_SESSION_VERSIONS: 'epochseconds' })).toThrow(
      'VIEWER_SESSION_VERSIONS',
    );
  });
});
