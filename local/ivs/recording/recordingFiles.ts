import type { Clock } from '../../clock.ts';
import type { Broadcasts } from '../media/broadcasts.ts';
import { describedPicture, sourceRendition } from '../media/renditions.ts';
import { simulationOf } from '../media/simulation.ts';
import type { Picture, WholeSegment } from '../media/source.ts';
import type { MetadataLog } from '../state/metadata.ts';
import type { RecordingDescription, RecordingRecord } from '../state/recordingRecord.ts';
import { placeOfArn } from '../state/resources.ts';
import type { SessionRecord } from '../state/session.ts';
import type { Storage } from '../storage/storage.ts';
import { thumbnailPlan } from './description.ts';
import type { JpegMaker } from './jpeg.ts';
import { Recorder } from './recorder.ts';

/** How often the segments of a simulated encoder are made, in ms. */
const MAKE_EVERY_MS = 10_000;

interface Parts {
  readonly clock: Clock;
  readonly broadcasts: Broadcasts;
  readonly metadata: MetadataLog;
  readonly storage: Storage;
  readonly jpegs: JpegMaker;
}

/** A recording that is being written, and the stream that it follows. */
interface Running {
  readonly recorder: Recorder;
  readonly picture: PromiseWithResolvers<Picture | undefined>;
  /**
   * Follows the stream no longer.
   * @param untilMs the end of the stream, in ms since the epoch; absent: its last part is left out
   */
  leave: (untilMs?: number) => void;
}

/** The files of all recordings that are being written. */
export class RecordingFiles {
  readonly #parts: Parts;
  readonly #running = new Map<string, Running>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Records a stream, as the first or a further one of a recording. After a restart it goes on with
   * the files that are in the storage.
   * @param session the stream that runs; undefined: it has ended
   * @param onFailure called once, when nothing can be written any more
   */
  follow(
    recording: RecordingRecord,
    session: SessionRecord | undefined,
    onFailure: (error: Error) => void,
  ): void {
    const running = this.#open(recording, onFailure);
    if (!session) return this.#leave(running);
    running.leave =
      session.source === 'rtmp'
        ? this.#followBroadcast(running, session)
        : this.#followSimulation(running, session);
  }

  /** Handles the end of the stream that a recording follows, at a time in ms since the epoch. */
  leave({ recordingSessionId: id }: RecordingRecord, atMs: number): void {
    const running = this.#running.get(id);
    if (running) this.#leave(running, atMs);
  }

  /**
   * Starts a recording, when the first segment of its stream is there.
   * @throws Error when the storage does not take the first object
   */
  async start(
    { recordingSessionId: id, channelArn }: RecordingRecord,
    session: SessionRecord,
  ): Promise<RecordingDescription> {
    const { recordingConfiguration } = session;
    const { recorder, picture } = this.#one(id);
    const own = await picture.promise;
    const described = own && describedPicture({ picture: () => own }, session);
    const rendition = described && sourceRendition(described);
    const plan =
      rendition &&
      recordingConfiguration &&
      thumbnailPlan(recordingConfiguration.thumbnailConfiguration, rendition);
    const isRecorded = recordingConfiguration?.renditionConfiguration.renditionSelection !== 'NONE';
    const description: RecordingDescription = {
      startedAtMs: this.#parts.clock.now(),
      ...(rendition && isRecorded && { rendition }),
      ...(plan && (await this.#parts.jpegs.isThere()) && { thumbnails: plan }),
    };
    await recorder.start({ ...description, channelArn });
    return description;
  }

  /**
   * Completes a recording.
   * @returns the duration of its media, in ms
   * @throws Error when that fails
   */
  async finish({ recordingSessionId: id }: RecordingRecord): Promise<number> {
    return await this.#one(id).recorder.finish(this.#parts.clock.now());
  }

  /** Describes a failure in the storage, as far as possible, and forgets the recording. */
  async fail({ recordingSessionId: id }: RecordingRecord, reason: string): Promise<void> {
    const running = this.#running.get(id);
    this.forget(id);
    await running?.recorder.describeFailure(reason, this.#parts.clock.now());
  }

  /** Forgets a recording that has ended, or all. */
  forget(id?: string): void {
    for (const [known, running] of this.#running)
      if (id === undefined || known === id) {
        this.#leave(running);
        this.#running.delete(known);
      }
  }

  /** Writes everything that was recorded until now. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#running.values()].map((running) => {
        this.#leave(running, this.#parts.clock.now());
        return running.recorder.close();
      }),
    );
    this.#running.clear();
  }

  #leave(running: Running, untilMs?: number): void {
    running.leave(untilMs);
    running.leave = () => undefined;
    running.picture.resolve(undefined);
  }

  #one(id: string): Running {
    const running = this.#running.get(id);
    if (!running) throw new Error(`the recording ${id} is not being written`);
    return running;
  }

  #open(
    { recordingSessionId: id, channelArn, bucketName, keyPrefix, description }: RecordingRecord,
    onFailure: (error: Error) => void,
  ): Running {
    const known = this.#running.get(id);
    if (known) {
      known.recorder.interrupt();
      return known;
    }
    const { region = '' } = placeOfArn(channelArn) ?? {};
    const recorder = new Recorder({
      storage: this.#parts.storage,
      jpegs: this.#parts.jpegs,
      place: { region, bucket: bucketName, prefix: keyPrefix },
      onFailure: (error) => {
        process.stderr.write(`ivs-local: a recording failed: ${error.message}\n`);
        onFailure(error);
      },
    });
    const picture = Promise.withResolvers<Picture | undefined>();
    const running: Running = { recorder, picture, leave: () => undefined };
    if (description) recorder.goOn({ ...description, channelArn });
    this.#running.set(id, running);
    return running;
  }

  #followBroadcast({ recorder, picture }: Running, { streamId }: SessionRecord): Running['leave'] {
    const broadcast = this.#parts.broadcasts.of(streamId);
    const take = (segment: WholeSegment): void => {
      recorder.take(segment);
      picture.resolve(broadcast?.picture());
    };
    broadcast?.follow(take);
    return () => broadcast?.unfollow(take);
  }

  /** Makes the segments of a simulated encoder as its time passes. */
  #followSimulation({ recorder, picture }: Running, session: SessionRecord): Running['leave'] {
    const { clock, metadata } = this.#parts;
    const { startedAtMs = clock.now() } = session;
    const simulation = simulationOf({ ...session, startedAtMs }, metadata);
    picture.resolve(simulation.picture());
    let cancel = (): void => undefined;
    const make = (untilMs: number): void =>
      recorder.takeMade(() => simulation.at(untilMs).since(recorder.untilMs ?? -Infinity));
    const makeLater = (): void => {
      make(clock.now());
      cancel = clock.after(MAKE_EVERY_MS, makeLater);
    };
    makeLater();
    return (untilMs) => {
      cancel();
      if (untilMs !== undefined) make(untilMs);
    };
  }
}
