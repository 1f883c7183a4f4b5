import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../../lib/dynamodb.ts';
import type { Random } from '../../local/random.ts';
import {
  givenAdConfiguration,
  givenPlaybackKeyPair,
  givenRecordingConfiguration,
} from '../givenAttachments.ts';
import { newPublicKey } from '../givenKeys.ts';
import type { World } from '../world.ts';
import { Caller, type Answered, type Request } from './caller.ts';
import { Population, type ChannelAtIvs, type Frankly } from './population.ts';
import { requestBy } from './requests.ts';
import { jobsIn, leftInIndex, unfinished, type Scene } from './verdict.ts';

/** Callers steer one of the last jobs that they heard of, because the older ones have ended. */
const RECENT = 4;

/** Fewer than rotations, so that IVS sees some of them twice. */
const PUBLIC_KEYS = Array.from({ length: 6 }, newPublicKey);

/** Inserts an ad break into each stream of a channel that has ads. */
const AD_BREAKS = {
  when: {
    pattern: {
      'detail-type': ['IVS Stream State Change'],
      detail: { event_name: ['Stream Start'] },
    },
    selection: { name: 'ads-*' },
  },
  // None is running any more when the next one comes, so that one too many would be seen.
  then: { workflow: 'insertAdBreak', input: { durationSeconds: 1 } },
  mode: 'on',
};

/** One deployment, its callers and its channels. */
export class Side {
  readonly world: World;
  readonly population: Population;
  readonly #random: Random;
  readonly #caller: Caller;
  readonly #answers: Answered[] = [];
  readonly #sent: Request[] = [];
  /** Every channel that has ever belonged to this deployment. */
  readonly #channelArns = new Set<string>();
  #configurations = { keptArn: '', retiredArn: '', adsArn: '' };
  #keyPairArn = '';

  constructor(world: World, random: Random, frankly: Frankly) {
    this.world = world;
    this.population = new Population(world, random, frankly);
    this.#random = random;
    this.#caller = new Caller(world);
  }

  /**
   * Creates the resources that exist before anything goes wrong. A deployment may refer to a
   * resource that the other one retires.
   */
  async found(other?: Side): Promise<void> {
    const kept =
      other && this.#random.chance(0.3)
        ? other.#configurations.retiredArn
        : (await givenRecordingConfiguration(this.world)).arn;
    this.#configurations = {
      keptArn: kept,
      retiredArn: (await givenRecordingConfiguration(this.world)).arn,
      adsArn: (await givenAdConfiguration(this.world)).arn,
    };
    this.#keyPairArn = (await givenPlaybackKeyPair(this.world)).arn;
    await this.world.http('PUT', '/v1/reactions/ads', { body: AD_BREAKS });
  }

  /**
   * Returns the channels that have ever belonged to this deployment: those that it announced, those
   * that its jobs made, and those that carry its tag.
   */
  async channelArns(): Promise<ReadonlySet<string>> {
    for (const { memory } of jobsIn(await this.items()))
      if (memory.channelArn) this.#channelArns.add(memory.channelArn);
    for (const { arn } of await this.#ours()) this.#channelArns.add(arn);
    return this.#channelArns;
  }

  async #ours(): Promise<ChannelAtIvs[]> {
    const { managedTag } = this.world.app.config;
    return (await this.population.atIvs()).filter(
      ({ tags }) => !managedTag || tags[managedTag.key] === managedTag.value,
    );
  }

  /** Lets a caller or an encoder do something. */
  async act(i: number): Promise<void> {
    const random = this.#random;
    const channel = this.population.any();
    const at = random.fraction();
    if (i > 3 && at < 0.3 && channel) await this.population.goLive(channel);
    else if (at < 0.38) this.population.endStream();
    else if (at < 0.45 && this.#sent.length > 0)
      await this.#send(this.#sent[random.integer(0, this.#sent.length - 1)]);
    else if (i < 4)
      await this.#send({ method: 'POST', path: '/v1/channels', body: this.#firstChannel(i) });
    else {
      const ids = this.#answers.flatMap(({ jobId }) => jobId ?? []);
      const operations = ids.filter((id) => id.startsWith('operation-'));
      await this.#send(
        requestBy(
          random,
          {
            channel,
            channelIds: this.population.channels.map(({ id }) => id),
            jobId: ids.at(-random.integer(1, RECENT)),
            scheduledId: ids.findLast((id) => id.startsWith('scheduledJob-')),
            now: this.world.clock.now(),
            batchId: ids.findLast((id) => id.startsWith('viewerSessionRevocation-')),
            encoder: this.population.anyEncoder(),
            operationId: operations.at(-1)?.split('-')[1],
            retiredArn: this.#configurations.retiredArn,
            keyPairArn: this.#keyPairArn,
            publicKeys: PUBLIC_KEYS,
          },
          this.#sent.length,
        ),
      );
    }
  }

  #firstChannel(i: number): unknown {
    const { keptArn, retiredArn, adsArn } = this.#configurations;
    if (i === 0) return { name: 'kept-0', authorized: true, recordingConfigurationArn: keptArn };
    if (i === 2) return { name: 'ads-2', authorized: true, adConfigurationArn: adsArn };
    return {
      name: `studio-${i}`,
      authorized: true,
      ...(i === 1 && { recordingConfigurationArn: retiredArn }),
    };
  }

  async #send(request: Request | undefined): Promise<void> {
    if (!request) return;
    if (request.headers?.['idempotency-key'] && !this.#sent.includes(request))
      this.#sent.push(request);
    await this.#caller.send(request);
  }

  /** Returns the answers that have arrived. */
  async hear(): Promise<Answered[]> {
    const heard = await this.#caller.answers();
    for (const answered of heard) {
      this.#answers.push(answered);
      const [, arn] = /"arn":"(arn:aws:ivs:[^"]*:channel\/[^"]*)"/.exec(answered.text) ?? [];
      if (arn && answered.request.method === 'POST') {
        this.population.add(arn);
        this.#channelArns.add(arn);
      }
      const [, keyPairArn] = /"(arn:aws:ivs:[^"]*:playback-key\/[^"]+)"/.exec(answered.text) ?? [];
      if (keyPairArn) this.#keyPairArn = keyPairArn;
      if (answered.status === 204) this.population.forget(answered.request.path);
    }
    return heard;
  }

  /** Resumes and closes the open batches of viewers, which would wait for more pairs for a day. */
  async closeBatches(): Promise<void> {
    const open = jobsIn(await this.items()).filter(
      ({ workflow, status }) => workflow === 'revokeViewerBatch' && status === 'waiting',
    );
    for (const { id } of open)
      for (const step of ['resume', 'close'])
        await this.#send({
          method: 'POST',
          path: `/v1/viewer-session-revocations/${id}/${step}`,
        });
  }

  /** Returns the jobs, records and requests that have not come to rest, one per line. */
  async restless(): Promise<string[]> {
    const live = (subject: string): boolean =>
      this.population.channels.some(
        ({ arn, id }) => subject === `channel/${id}` && this.world.stack.ivs.isLive(arn),
      );
    const items = await this.items();
    const jobs = unfinished(jobsIn(items), live).map(
      ({ id, workflow, status, step, announced }) =>
        `${workflow} ${status} at ${step}, ${announced ? '' : 'un'}announced (${id})`,
    );
    const watched = items
      .filter(({ duePk }) => duePk === 'oldStreamKey')
      .map(({ pk }) => `old streams of ${pk} are still looked out for`);
    const waiting =
      this.#caller.waiting > 0 ? [`${this.#caller.waiting} requests were never answered`] : [];
    return [...jobs, ...leftInIndex(items), ...watched, ...waiting];
  }

  async items(): Promise<Item[]> {
    const { stack, app } = this.world;
    const client = new DynamoDBClient({
      endpoint: stack.dynamodb.url,
      region: app.config.region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const items: Item[] = [];
    for await (const { Items = [] } of paginateScan(
      { client: DynamoDBDocumentClient.from(client) },
      { TableName: app.config.tableName },
    ))
      items.push(...(Items as Item[]));
    client.destroy();
    return items;
  }

  #lastSessions(): Map<string, number> {
    const created = this.world.stack.ivs
      .events()
      .filter(({ detail }) => detail.event_name === 'Session Created');
    return new Map(created.map(({ resources: [arn = ''], time }) => [arn, Date.parse(time)]));
  }

  /** @param others the channels of the other deployment, if there is one */
  async scene(
    others: ReadonlySet<string>,
    { listsLag, outageMs }: { listsLag: boolean; outageMs: number },
  ): Promise<Scene> {
    const { calls, logged, stack, app } = this.world;
    const viewersAsked = calls.flatMap(({ input }) =>
      [input, ...((input.viewerSessions ?? []) as Record<string, unknown>[])].map(({ viewerId }) =>
        String(viewerId),
      ),
    );
    return {
      items: await this.items(),
      events: stack.bus.events().filter(({ busName }) => busName === app.config.busName),
      channels: await this.#ours(),
      onAir: this.population.onAir(),
      ...(await this.population.accountAtIvs()),
      calls,
      outageMs,
      unlisted: listsLag ? this.#lastSessions() : new Map(),
      requests: stack.ivs.requests().filter(({ channelArn = '' }) => !others.has(channelArn)),
      viewersAsked: new Set(viewersAsked),
      answers: this.#answers,
      texts: [...logged, JSON.stringify(stack.ivs.events())],
    };
  }

  async ends(): Promise<Record<string, number>> {
    const ends: Record<string, number> = {};
    for (const { workflow, status, ending = status } of jobsIn(await this.items()))
      ends[`${workflow} ${ending}`] = (ends[`${workflow} ${ending}`] ?? 0) + 1;
    return ends;
  }
}
