import { expect } from 'vitest';
import type { OperationName } from '../../../../local/ivs/protocol/model.ts';
import { aLiveChannel, aPrivateKey, aPublicKey, simulatorFor, wait, type Bench } from './bench.ts';
import {
  aChannelArn,
  aKeylessChannelArn,
  aKeyPairArn,
  anAdConfigurationArn,
  aPolicyArn,
  aRecordingConfigurationArn,
  aStreamKeyArn,
  absent,
  BUCKET,
  fill,
  MEDIA_TAILOR,
  type Make,
} from './making.ts';

type Input = (bench: Bench) => Promise<object>;

/** Errors that have a cause in the state, as far as the cause is known. */
type Caused =
  | 'ConflictException'
  | 'ServiceQuotaExceededException'
  | 'ResourceNotFoundException'
  | 'ChannelNotBroadcasting';

/** The test of one operation. The rest of the test follows from the service model. */
export interface Scenario {
  /** Creates the resources that the operation needs, and returns an input that is accepted. */
  given: Input;
  /** The members that the answer must have. */
  answer: object;
  /**
   * Inputs that get these errors. Otherwise, absent ARNs cause a ResourceNotFoundException, and a
   * fault causes any other error.
   */
  refused?: Partial<Record<Caused, Input>>;
  /** Inputs that contradict themselves or break rules that span members. */
  contradictions?: Record<string, object>;
}

const named =
  (member: string, make: Make): Input =>
  async (bench) => ({ [member]: await make(bench) });
const filled =
  (count: number, make: Make, input: () => object): Input =>
  async (bench) => {
    await fill(bench, count, make);
    return input();
  };
const referredTo =
  (member: string, make: Make): Input =>
  async (bench) => {
    const arn = await make(bench);
    await bench.call('CreateChannel', { [member]: arn });
    return { arn };
  };
const inList = (member: string, make: Make): Pick<Scenario, 'given' | 'answer'> => ({
  given: async (bench) => {
    await make(bench);
    return {};
  },
  answer: { [member]: [{ arn: expect.stringContaining('arn:aws:ivs:') as string }] },
});
const one = (member: string): object => ({
  [member]: { arn: expect.stringContaining('arn:aws:ivs:') as string },
});
const NO_CONTENT = { $metadata: { httpStatusCode: 204 } };
const EMPTY = { $metadata: { httpStatusCode: 200 } };
const MULTITRACK = { enabled: true, policy: 'REQUIRE', maximumResolution: 'HD' };
const CHANNEL_CONTRADICTIONS = {
  'a preset on STANDARD': { type: 'STANDARD', preset: 'HIGHER_BANDWIDTH_DELIVERY' },
  'multitrack in TS': {
    type: 'STANDARD',
    containerFormat: 'TS',
    multitrackInputConfiguration: MULTITRACK,
  },
  'multitrack on BASIC': {
    type: 'BASIC',
    containerFormat: 'FRAGMENTED_MP4',
    multitrackInputConfiguration: MULTITRACK,
  },
  'multitrack without a policy': {
    type: 'STANDARD',
    containerFormat: 'FRAGMENTED_MP4',
    multitrackInputConfiguration: { enabled: true, maximumResolution: 'HD' },
  },
  'ads in FRAGMENTED_MP4': {
    containerFormat: 'FRAGMENTED_MP4',
    adConfigurationArn: absent('ad-configuration'),
  },
};
const POLICY_CONTRADICTIONS = {
  '201 countries': { allowedCountries: Array<string>(201).fill('DE') },
  'six origins': { allowedOrigins: Array<string>(6).fill('https://example.com') },
  'a country in small letters': { allowedCountries: ['de'] },
  'a code that stands for no country': { allowedCountries: ['ZZ'] },
};
const REVOCATION = { viewerId: 'v', viewerSessionVersionsLessThanOrEqualTo: 5 };

/** All 41 operations, in the order of the README. */
export const SCENARIOS: Record<OperationName, Scenario> = {
  CreateChannel: {
    given: () => Promise.resolve({ name: 'studio-1', tags: { a: 'b' } }),
    answer: {
      channel: { name: 'studio-1', tags: { a: 'b' }, type: 'STANDARD', latencyMode: 'LOW' },
      streamKey: { value: expect.stringMatching(/^sk_/) as string },
    },
    refused: {
      ResourceNotFoundException: () =>
        Promise.resolve({ playbackRestrictionPolicyArn: absent('playback-restriction-policy') }),
      ServiceQuotaExceededException: filled(9, aChannelArn, () => ({})),
    },
    contradictions: CHANNEL_CONTRADICTIONS,
  },
  GetChannel: { given: named('arn', aChannelArn), answer: one('channel') },
  ListChannels: {
    ...inList('channels', aChannelArn),
    refused: {
      ConflictException: () =>
        Promise.resolve({
          filterByName: 'a',
          filterByRecordingConfigurationArn: absent('recording-configuration'),
        }),
    },
  },
  UpdateChannel: {
    given: async (bench) => ({ arn: await aChannelArn(bench), name: 'renamed', type: 'BASIC' }),
    answer: { channel: { name: 'renamed', type: 'BASIC' } },
    refused: { ConflictException: named('arn', aLiveChannel) },
    contradictions: CHANNEL_CONTRADICTIONS,
  },
  DeleteChannel: {
    given: named('arn', aChannelArn),
    answer: NO_CONTENT,
    refused: { ConflictException: named('arn', aLiveChannel) },
  },
  BatchGetChannel: {
    given: async (bench) => ({ arns: [await aChannelArn(bench), absent('channel')] }),
    answer: {
      channels: [{ name: 'conformance' }],
      errors: [{ arn: absent('channel'), code: expect.any(String) as string }],
    },
  },
  CreateStreamKey: {
    given: named('channelArn', aKeylessChannelArn),
    answer: { streamKey: { value: expect.stringMatching(/^sk_/) as string } },
    refused: { ServiceQuotaExceededException: named('channelArn', aChannelArn) },
  },
  GetStreamKey: {
    given: named('arn', aStreamKeyArn),
    answer: { streamKey: { value: expect.stringMatching(/^sk_/) as string } },
  },
  ListStreamKeys: {
    given: named('channelArn', aChannelArn),
    answer: { streamKeys: [{ tags: {} }] },
  },
  DeleteStreamKey: { given: named('arn', aStreamKeyArn), answer: NO_CONTENT },
  BatchGetStreamKey: {
    given: async (bench) => ({ arns: [await aStreamKeyArn(bench), absent('stream-key')] }),
    answer: {
      streamKeys: [{ value: expect.stringMatching(/^sk_/) as string }],
      errors: [{ arn: absent('stream-key') }],
    },
  },
  GetStream: {
    given: named('channelArn', aLiveChannel),
    answer: {
      stream: { state: 'LIVE', streamId: expect.stringMatching(/^st-[A-Za-z0-9]{23}$/) as string },
    },
    refused: { ChannelNotBroadcasting: named('channelArn', aChannelArn) },
  },
  ListStreams: {
    given: async (bench) => {
      await aLiveChannel(bench);
      return { filterBy: { health: 'HEALTHY' } };
    },
    answer: { streams: [{ state: 'LIVE' }] },
  },
  StopStream: {
    given: named('channelArn', aLiveChannel),
    answer: EMPTY,
    refused: { ChannelNotBroadcasting: named('channelArn', aChannelArn) },
  },
  GetStreamSession: {
    given: named('channelArn', aLiveChannel),
    answer: { streamSession: { channel: { type: 'STANDARD' } } },
  },
  ListStreamSessions: {
    given: named('channelArn', aLiveChannel),
    answer: { streamSessions: [{ hasErrorEvent: false }] },
  },
  PutMetadata: {
    given: async (bench) => ({ channelArn: await aLiveChannel(bench), metadata: 'é'.repeat(512) }),
    answer: NO_CONTENT,
    refused: {
      ChannelNotBroadcasting: async (bench) => ({
        channelArn: await aChannelArn(bench),
        metadata: 'x',
      }),
    },
    contradictions: { '1,025 bytes in 513 letters': { metadata: `${'é'.repeat(512)}x` } },
  },
  StartViewerSessionRevocation: {
    given: async (bench) => ({ channelArn: await aChannelArn(bench), ...REVOCATION }),
    answer: EMPTY,
  },
  BatchStartViewerSessionRevocation: {
    given: async (bench) => ({
      viewerSessions: [{ channelArn: await aChannelArn(bench), ...REVOCATION }],
    }),
    answer: { errors: [] },
  },
  CreateRecordingConfiguration: {
    given: (bench) => {
      if (!process.env['REMOTE_BUCKET'])
        simulatorFor(bench, 'it needs a bucket, named by REMOTE_BUCKET');
      return Promise.resolve({
        ...BUCKET,
        name: 'r',
        renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['HD'] },
      });
    },
    answer: {
      recordingConfiguration: {
        state: 'CREATING',
        renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['HD'] },
        recordingReconnectWindowSeconds: 0,
      },
    },
    refused: {
      ServiceQuotaExceededException: filled(20, aRecordingConfigurationArn, () => BUCKET),
    },
    contradictions: {
      'no destination': { destinationConfiguration: {} },
      'CUSTOM without renditions': { renditionConfiguration: { renditionSelection: 'CUSTOM' } },
      'an interval without thumbnails': {
        thumbnailConfiguration: { recordingMode: 'DISABLED', targetIntervalSeconds: 5 },
      },
    },
  },
  GetRecordingConfiguration: {
    given: named('arn', aRecordingConfigurationArn),
    answer: { recordingConfiguration: { state: 'ACTIVE' } },
  },
  ListRecordingConfigurations: inList('recordingConfigurations', aRecordingConfigurationArn),
  DeleteRecordingConfiguration: {
    given: named('arn', aRecordingConfigurationArn),
    answer: NO_CONTENT,
    refused: {
      ConflictException: referredTo('recordingConfigurationArn', aRecordingConfigurationArn),
    },
  },
  ImportPlaybackKeyPair: {
    given: () => Promise.resolve({ publicKeyMaterial: aPublicKey(), name: 'k' }),
    answer: {
      keyPair: {
        name: 'k',
        fingerprint: expect.stringMatching(/^(?:[0-9a-f]{2}:){15}[0-9a-f]{2}$/) as string,
      },
    },
    refused: {
      ConflictException: async (bench) => {
        const input = { publicKeyMaterial: aPublicKey() };
        await bench.call('ImportPlaybackKeyPair', input);
        return input;
      },
      ServiceQuotaExceededException: filled(3, aKeyPairArn, () => ({
        publicKeyMaterial: aPublicKey(),
      })),
    },
    contradictions: {
      'a P-256 key': { publicKeyMaterial: aPublicKey('prime256v1') },
      'no key': { publicKeyMaterial: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----' },
      'a private key': { publicKeyMaterial: aPrivateKey() },
    },
  },
  GetPlaybackKeyPair: { given: named('arn', aKeyPairArn), answer: one('keyPair') },
  ListPlaybackKeyPairs: inList('keyPairs', aKeyPairArn),
  DeletePlaybackKeyPair: { given: named('arn', aKeyPairArn), answer: EMPTY },
  CreatePlaybackRestrictionPolicy: {
    given: () =>
      Promise.resolve({
        allowedCountries: ['DE', 'US'],
        allowedOrigins: ['https://*.example.com'],
      }),
    answer: {
      playbackRestrictionPolicy: {
        allowedCountries: ['DE', 'US'],
        enableStrictOriginEnforcement: false,
        name: '',
      },
    },
    refused: { ServiceQuotaExceededException: filled(3, aPolicyArn, () => ({})) },
    contradictions: POLICY_CONTRADICTIONS,
  },
  GetPlaybackRestrictionPolicy: {
    given: named('arn', aPolicyArn),
    answer: { playbackRestrictionPolicy: { name: 'p' } },
  },
  ListPlaybackRestrictionPolicies: inList('playbackRestrictionPolicies', aPolicyArn),
  UpdatePlaybackRestrictionPolicy: {
    given: async (bench) => ({ arn: await aPolicyArn(bench), allowedCountries: ['US'] }),
    answer: { playbackRestrictionPolicy: { name: 'p', allowedCountries: ['US'] } },
    contradictions: POLICY_CONTRADICTIONS,
  },
  DeletePlaybackRestrictionPolicy: {
    given: named('arn', aPolicyArn),
    answer: NO_CONTENT,
    refused: { ConflictException: referredTo('playbackRestrictionPolicyArn', aPolicyArn) },
  },
  CreateAdConfiguration: {
    given: (bench) => {
      simulatorFor(bench, 'it needs playback configurations of MediaTailor');
      return Promise.resolve({ mediaTailorPlaybackConfigurations: MEDIA_TAILOR });
    },
    answer: {
      adConfiguration: {
        postRollConfiguration: { enabled: false, durationSeconds: 15 },
        name: '',
        tags: {},
      },
    },
    refused: {
      ServiceQuotaExceededException: filled(20, anAdConfigurationArn, () => ({
        mediaTailorPlaybackConfigurations: MEDIA_TAILOR,
      })),
    },
  },
  GetAdConfiguration: { given: named('arn', anAdConfigurationArn), answer: one('adConfiguration') },
  ListAdConfigurations: inList('adConfigurations', anAdConfigurationArn),
  UpdateAdConfiguration: {
    given: async (bench) => ({
      arn: await anAdConfigurationArn(bench),
      name: 'ads',
      postRollConfiguration: { enabled: true, durationSeconds: 30 },
    }),
    answer: {
      adConfiguration: {
        name: 'ads',
        mediaTailorPlaybackConfigurations: MEDIA_TAILOR,
        postRollConfiguration: { enabled: true, durationSeconds: 30 },
      },
    },
  },
  DeleteAdConfiguration: {
    given: named('arn', anAdConfigurationArn),
    answer: NO_CONTENT,
    refused: { ConflictException: referredTo('adConfigurationArn', anAdConfigurationArn) },
  },
  InsertAdBreak: {
    given: aChannelWithAds,
    answer: { adBreakId: expect.stringMatching(/^[a-zA-Z0-9]{12}$/) as string },
    refused: {
      ChannelNotBroadcasting: async (bench) => ({
        channelArn: await aChannelArn(bench),
        durationSeconds: 30,
      }),
      ConflictException: async (bench) => {
        const input = await aChannelWithAds(bench);
        await bench.call('InsertAdBreak', input);
        await wait(bench, 5_000);
        return input;
      },
    },
  },
  TagResource: {
    given: async (bench) => ({ resourceArn: await aChannelArn(bench), tags: { a: 'b' } }),
    answer: EMPTY,
  },
  UntagResource: {
    given: async (bench) => ({ resourceArn: await aStreamKeyArn(bench), tagKeys: ['a', 'b c'] }),
    answer: EMPTY,
  },
  ListTagsForResource: { given: named('resourceArn', aPolicyArn), answer: { tags: {} } },
};

async function aChannelWithAds(
  bench: Bench,
): Promise<{ channelArn: string; durationSeconds: number }> {
  return {
    channelArn: await aLiveChannel(bench, {
      adConfigurationArn: await anAdConfigurationArn(bench),
    }),
    durationSeconds: 30,
  };
}
