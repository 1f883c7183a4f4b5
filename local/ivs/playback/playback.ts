import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Places, Region } from '../regions/regions.ts';
import { arnIn } from '../state/resources.ts';
import { isRevoked } from '../regions/revocations.ts';
import type { SessionRecord } from '../state/session.ts';
import { isAllowedOrigin } from './origins.ts';
import { Contents } from './contents.ts';
import { FORMATS } from '../media/container.ts';
import { MediaPlaylists, multivariantPlaylist } from '../media/playlists.ts';
import { describedPicture, renditionsOf, type Rendition } from '../media/renditions.ts';
import { REFUSED, refusalBody, type Refusal } from './refusal.ts';
import { PlaybackFaults, type PlaybackTarget } from './playbackFaults.ts';
import { readToken, type PlaybackToken } from './tokens.ts';
import type { Viewers, ViewerSession } from '../streams/viewers.ts';

const MULTIVARIANT =
  /^\/api\/video\/v1\/(?:aws\.ivs\.)?(?<region>[a-z0-9-]+)\.(?<accountId>[0-9]+)\.channel\.(?<id>[a-zA-Z0-9-]+)\.m3u8$/;
const MEDIA = /^\/v1\/playlist\/(?<session>[A-Za-z0-9]+)\/(?<rendition>[a-z0-9]+)\.m3u8$/;
const SEGMENTS =
  /^\/v1\/segment\/(?<session>[A-Za-z0-9]+)\/[a-z0-9]+\/(?<map>init-)?(?<number>[0-9]{1,9})\.(?:ts|mp4)$/;

export const isPlayback = (url: string): boolean => /^\/(?:api\/video\/)?v1\//.test(url);

const authError = (message: string): Refusal => ({
  status: 403,
  code: 'playback_auth_error',
  message,
});
const ONLY_GET: Refusal = { status: 405, code: 'method_not_allowed', message: 'Only GET' };
/** A 403 would make applications ask for new tokens without end. */
const TOO_MANY: Refusal = {
  status: 429,
  code: 'too_many_viewers',
  message: 'The account has too many viewers',
};
const NOT_FOUND: Refusal = { status: 404, code: 'not_found', message: 'Can not find channel' };

interface Content {
  readonly type: string;
  readonly body: string | Buffer | AsyncIterable<Buffer>;
  /** Called once, when the answer has been sent or is given up. */
  readonly done?: () => void;
}

/** The session of a viewer: the renditions, and the URLs of their media playlists by name. */
interface Opened {
  readonly renditions: readonly Rendition[];
  readonly urlOf: (name: string) => string;
}

/** The rights of a viewer whom no token and no policy restricts. */
const UNRESTRICTED: PlaybackToken = {
  origins: [],
  strictOrigin: false,
  viewerSessionVersion: 0,
  maximumResolution: 'FULL_HD',
};

type Answer = Content | { [REFUSED]: Refusal };

type BoundTarget = PlaybackTarget & { viewer: ViewerSession } & (
    { on: 'media'; rendition: string } | { on: 'segment'; number: number; isMap: boolean }
  );
/** The parts of the path of a media playlist or a segment. */
type Named = Readonly<Partial<Record<string, string>>>;
const boundIn = (path: string): Named | undefined =>
  (MEDIA.exec(path) ?? SEGMENTS.exec(path))?.groups;

type Target = (PlaybackTarget & { on: 'multivariant'; token: string | null }) | BoundTarget;

/**
 * Serves players: the multivariant playlist, which requires a token, and the media playlists and
 * segments it leads to, which are bound to the viewer's session.
 */
export class Playback {
  readonly #places: Places;
  readonly #viewers: Viewers;
  readonly #contents = new Contents();
  readonly #mediaPlaylists = new MediaPlaylists();
  readonly faults = new PlaybackFaults();
  /**
   * The UUIDs of single-use tokens that were used, with the times at which they may be forgotten.
   */
  readonly #used = new Map<string, number>();

  constructor(places: Places, viewers: Viewers) {
    this.#places = places;
    this.#viewers = viewers;
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const { method = 'GET', url = '/', headers } = request;
    if (method === 'OPTIONS') {
      response
        .writeHead(204, {
          'access-control-allow-origin': headers.origin ?? '*',
          'access-control-allow-methods': 'GET, HEAD',
          'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
          'access-control-max-age': '600',
          vary: 'origin, access-control-request-headers',
        })
        .end();
      return;
    }
    if (method !== 'GET' && method !== 'HEAD')
      return this.#send(request, response, { [REFUSED]: ONLY_GET });
    const target = this.#targetOf(url);
    const strike = target && this.faults.strike(target);
    const answer = (): Answer => {
      if (strike?.refusal) return { [REFUSED]: strike.refusal };
      return target ? this.#answer(target, request) : { [REFUSED]: NOT_FOUND };
    };
    if (!strike?.latencyMs) return this.#send(request, response, answer());
    this.#places.home().world.clock.after(strike.latencyMs, () => {
      if (!response.destroyed) this.#send(request, response, answer());
    });
  }

  #send(
    { method, url = '/', headers }: IncomingMessage,
    response: ServerResponse,
    answer: Answer,
  ): void {
    const cors = {
      'access-control-allow-origin': headers.origin ?? '*',
      vary: 'origin',
      'cache-control': 'no-store',
    };
    if (REFUSED in answer)
      response
        .writeHead(answer[REFUSED].status, { ...cors, 'content-type': 'application/json' })
        .end(refusalBody(url, answer[REFUSED]));
    else {
      const { type, body, done } = answer;
      if (done) response.once('close', done);
      const isWhole = typeof body === 'string' || Buffer.isBuffer(body);
      response.writeHead(200, {
        ...cors,
        'content-type': type,
        ...(isWhole && { 'content-length': Buffer.byteLength(body) }),
      });
      if (method === 'HEAD') response.end();
      else if (isWhole) response.end(body);
      else void sendGrowing(response, body);
    }
  }

  /** Forgets the used single-use tokens, for a reset. They may then be used again. */
  forget(): void {
    this.#used.clear();
    this.#contents.forget();
    this.faults.set([]);
  }

  /** Returns the playlist or segment that a URL names; undefined when it names none. */
  #targetOf(url: string): Target | undefined {
    // Players ask for these far more often, and a URL takes longer to read than their paths.
    const bound = boundIn(url.split('?', 1)[0] ?? '');
    if (bound) return this.#boundTargetOf(bound);
    const { pathname, searchParams } = new URL(url, 'http://ivs-local');
    const { region, accountId, id } = MULTIVARIANT.exec(pathname)?.groups ?? {};
    if (region !== undefined && accountId !== undefined && id !== undefined)
      return {
        on: 'multivariant',
        channelArn: arnIn({ region, accountId }, 'channel', id),
        token: searchParams.get('token'),
      };
    return this.#boundTargetOf(boundIn(pathname) ?? {});
  }

  #boundTargetOf({ session, rendition, number, map }: Named): BoundTarget | undefined {
    const viewer = session === undefined ? undefined : this.#viewers.get(session);
    if (!viewer) return undefined;
    const { channelArn } = viewer;
    return rendition === undefined
      ? { on: 'segment', channelArn, viewer, number: Number(number), isMap: map !== undefined }
      : { on: 'media', channelArn, viewer, rendition };
  }

  #answer(target: Target, request: IncomingMessage): Answer {
    return target.on === 'multivariant'
      ? this.#multivariant(target.channelArn, target.token, request)
      : this.#bound(target, request);
  }

  #multivariant(channelArn: string, token: string | null, { headers }: IncomingMessage): Answer {
    const { world } = this.#places.ofArn(channelArn);
    const channel = world.state.channels.get(channelArn)?.channel;
    if (!channel) return { [REFUSED]: NOT_FOUND };
    const view = channel.authorized
      ? this.#authorized(world, channelArn, token, headers.origin)
      : unrestricted(world, channel.playbackRestrictionPolicyArn, headers);
    if (REFUSED in view) return view;
    const opened = this.#open(channelArn, view);
    if (REFUSED in opened) return opened;
    if (view.singleUseUuid !== undefined) this.#use(view.singleUseUuid, world.clock.now());
    return {
      type: 'application/vnd.apple.mpegurl',
      body: multivariantPlaylist(opened.renditions, opened.urlOf),
    };
  }

  /**
   * Opens a live stream for a page of this machine, which neither a token nor a restriction keeps
   * out. It counts as a viewer.
   * @returns the URL of a media playlist
   */
  preview(channelArn: string): string | { [REFUSED]: Refusal } {
    const opened = this.#open(channelArn, UNRESTRICTED);
    if (REFUSED in opened) return opened;
    const [rendition] = opened.renditions;
    return rendition ? opened.urlOf(rendition.name) : { [REFUSED]: NOT_FOUND };
  }

  /** Opens the session of a viewer who may watch. */
  #open(channelArn: string, view: PlaybackToken): Opened | { [REFUSED]: Refusal } {
    const { world } = this.#places.ofArn(channelArn);
    const channel = world.state.channels.get(channelArn)?.channel;
    const stream = channel && world.streams.live(channelArn);
    const content = stream && this.#contents.of(world, stream);
    const picture = content && describedPicture(content, stream);
    if (!picture) return { [REFUSED]: NOT_FOUND };
    const { origins, strictOrigin, viewerId, viewerSessionVersion, maximumResolution } = view;
    const [viewer] = this.#viewers.open(world.place, {
      channelArn,
      streamId: stream.streamId,
      viewerSessionVersion,
      ...(viewerId !== undefined && { viewerId }),
      ...(strictOrigin && { strictOrigins: origins }),
    });
    if (!viewer) return { [REFUSED]: TOO_MANY };
    return {
      renditions: renditionsOf(channel, picture, maximumResolution),
      urlOf: (name) => `${world.origin}/v1/playlist/${viewer.viewerSessionId}/${name}.m3u8`,
    };
  }

  #authorized(
    world: Region['world'],
    channelArn: string,
    token: string | null,
    origin: string | undefined,
  ): PlaybackToken | { [REFUSED]: Refusal } {
    const keys = world.state.playbackKeyPairs
      .all()
      .map(({ publicKeyMaterial }) => publicKeyMaterial);
    const read = readToken(token ?? '', channelArn, keys, world.clock.now());
    if (REFUSED in read) return read;
    if (!isAllowedOrigin(origin, read.origins, read.strictOrigin))
      return { [REFUSED]: authError('origin is not allowed') };
    if (read.singleUseUuid !== undefined && this.#used.has(read.singleUseUuid))
      return { [REFUSED]: authError('token was used before') };
    if (
      read.viewerId !== undefined &&
      isRevoked(world, channelArn, read.viewerId, read.viewerSessionVersion)
    )
      return { [REFUSED]: authError('viewer session is revoked') };
    return read;
  }

  /** Answers a request that is bound to a viewer. A media playlist counts as watching. */
  #bound(target: BoundTarget, { headers }: IncomingMessage): Answer {
    const { viewer } = target;
    const { world } = this.#places.ofArn(viewer.channelArn);
    const { channelArn, viewerId, viewerSessionVersion, strictOrigins, viewerSessionId } = viewer;
    if (viewerId !== undefined && isRevoked(world, channelArn, viewerId, viewerSessionVersion))
      return { [REFUSED]: authError('viewer session is revoked') };
    if (strictOrigins && !isAllowedOrigin(headers.origin, strictOrigins, true))
      return { [REFUSED]: authError('origin is not allowed') };
    const stream: SessionRecord | undefined = world.state.sessions.get(viewer.streamId);
    const channel = world.state.channels.get(channelArn)?.channel;
    const content = stream && channel && this.#contents.of(world, stream);
    if (!content) return { [REFUSED]: NOT_FOUND };
    if (target.on === 'segment') {
      const { number, isMap } = target;
      const { type } = FORMATS[content.format];
      const map = isMap ? content.initialization(number) : undefined;
      if (map) return { type, body: map };
      const reading = isMap ? undefined : content.read(number);
      return reading ? { type, body: reading.bytes, done: reading.done } : { [REFUSED]: NOT_FOUND };
    }
    this.#viewers.watch(viewer);
    const folder = `${world.origin}/v1/segment/${viewerSessionId}/${target.rendition}`;
    const { extension } = FORMATS[content.format];
    return {
      type: 'application/vnd.apple.mpegurl',
      body: this.#mediaPlaylists.of(
        content.window(),
        folder,
        extension,
        channel.latencyMode === 'LOW',
      ),
    };
  }

  #use(uuid: string, nowMs: number): void {
    for (const [used, untilMs] of this.#used) if (untilMs < nowMs) this.#used.delete(used);
    // A token with this claim is valid for 10 minutes at most.
    this.#used.set(uuid, nowMs + 600_000);
  }
}

/** Sends a segment as it grows. A player that goes away ends it. */
async function sendGrowing(response: ServerResponse, body: AsyncIterable<Buffer>): Promise<void> {
  for await (const bytes of body) {
    if (response.destroyed) return;
    response.write(bytes);
  }
  response.end();
}

/**
 * Decides about a viewer of a public channel. Everyone whom its policy does not exclude may watch;
 * a viewer in an unknown country is served.
 */
function unrestricted(
  { state, settings }: Region['world'],
  policyArn: string,
  headers: IncomingMessage['headers'],
): PlaybackToken | { [REFUSED]: Refusal } {
  const policy = state.playbackRestrictionPolicies.get(policyArn)?.playbackRestrictionPolicy;
  const origins = policy?.allowedOrigins ?? [];
  const strictOrigin = policy?.enableStrictOriginEnforcement ?? false;
  const country = String(headers['cloudfront-viewer-country'] ?? settings.viewerCountry);
  if (
    policy &&
    policy.allowedCountries.length > 0 &&
    country !== '' &&
    !policy.allowedCountries.includes(country)
  )
    return { [REFUSED]: authError('country is not allowed') };
  if (!isAllowedOrigin(headers.origin, origins, strictOrigin))
    return { [REFUSED]: authError('origin is not allowed') };
  return { ...UNRESTRICTED, origins, strictOrigin };
}
