import { expect } from 'vitest';
import { SHAPES } from '../../../../local/ivs/protocol/shapes.ts';
import { MODEL, type OperationName } from '../../../../local/ivs/protocol/model.ts';
import { aLiveChannel, goLive, wait, type Bench } from './bench.ts';
import {
  aChannelArn,
  aKeyPairArn,
  anAdConfigurationArn,
  aPolicyArn,
  aRecordingConfigurationArn,
} from './making.ts';

const COUNT = 7;

interface List {
  items: string;
  /** The size of a page when the request asks for no size. */
  defaultSize: number;
  /**
   * Creates one more resource to list; `scope` is the ARN of the resource that all of them belong
   * to.
   */
  add: (bench: Bench, scope: string) => Promise<unknown>;
  /** The input that every call needs, besides the page. */
  scope?: (bench: Bench) => Promise<string>;
}

const LISTS: Partial<Record<OperationName, List>> = {
  ListChannels: { items: 'channels', defaultSize: 100, add: aChannelArn },
  ListStreamKeys: {
    items: 'streamKeys',
    defaultSize: 1,
    add: (bench, channelArn) => bench.call('CreateStreamKey', { channelArn }),
    scope: aChannelArn,
  },
  ListStreams: { items: 'streams', defaultSize: 100, add: (bench) => aLiveChannel(bench) },
  ListStreamSessions: {
    items: 'streamSessions',
    defaultSize: 100,
    scope: aChannelArn,
    add: async (bench, channelArn) => {
      goLive(bench, channelArn);
      await wait(bench, 7_000);
      await bench.call('StopStream', { channelArn });
      await wait(bench, 2_000);
    },
  },
  ListRecordingConfigurations: {
    items: 'recordingConfigurations',
    defaultSize: 100,
    add: aRecordingConfigurationArn,
  },
  ListPlaybackKeyPairs: { items: 'keyPairs', defaultSize: 100, add: aKeyPairArn },
  ListPlaybackRestrictionPolicies: {
    items: 'playbackRestrictionPolicies',
    defaultSize: 1,
    add: aPolicyArn,
  },
  ListAdConfigurations: { items: 'adConfigurations', defaultSize: 100, add: anAdConfigurationArn },
};

/** Walks a list to its end with every page size at an edge, and returns the number of walks. */
export async function walkPages(bench: Bench, name: OperationName): Promise<number> {
  const list = LISTS[name];
  if (!list) throw new Error(`${name} is no list`);
  const scope = (await list.scope?.(bench)) ?? '';
  // The first channel has a key already.
  for (let made = name === 'ListStreamKeys' ? 1 : 0; made < COUNT; made++)
    await list.add(bench, scope);
  const base = list.scope ? { channelArn: scope } : {};
  const most = SHAPES[(MODEL[name].members as { maxResults: 'MaxChannelResults' }).maxResults].max;
  const everything = await walk(bench, name, list, { ...base, maxResults: most });
  expect(everything.pages).toBe(1);
  expect(new Set(everything.found).size).toBe(COUNT);
  const sizes = [undefined, 1, 2, COUNT - 1, COUNT, COUNT + 1];
  for (const maxResults of sizes) {
    const { found, pages } = await walk(bench, name, list, {
      ...base,
      ...(maxResults !== undefined && { maxResults }),
    });
    expect(found, `pages of ${maxResults}`).toEqual(everything.found);
    expect(pages, `pages of ${maxResults}`).toBe(
      Math.ceil(COUNT / (maxResults ?? list.defaultSize)),
    );
  }
  await expect(
    bench.call(name, { ...base, nextToken: 'bm90LW91cnM' }),
    'a token of nobody',
  ).rejects.toMatchObject({ name: 'ValidationException' });
  return sizes.length + 1;
}

async function walk(
  bench: Bench,
  name: OperationName,
  { items }: List,
  input: object,
): Promise<{ found: string[]; pages: number }> {
  const found: string[] = [];
  let nextToken: unknown;
  let pages = 0;
  do {
    const output = await bench.call(name, {
      ...input,
      ...(nextToken !== undefined && { nextToken }),
    });
    found.push(
      ...(output[items] as { arn?: string; streamId?: string }[]).map(
        ({ arn, streamId }) => arn ?? streamId ?? '',
      ),
    );
    nextToken = output['nextToken'];
    pages++;
  } while (nextToken !== undefined && pages < 50);
  return { found, pages };
}
