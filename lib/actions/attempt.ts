import type { App } from '../app.ts';
import type { Memory } from './memory.ts';

/** One attempt at an action: what the job knows, and what may be touched. An action may be attempted again at any time, so it is safe to repeat. */
export interface Attempt extends Pick<App, 'store' | 'bus' | 'clock'> {
  readonly jobId: string;
  readonly step: string;
  /** When the request for the job was accepted (ms since the epoch), from whom, and why. */
  readonly acceptedAt: number;
  readonly requestedBy: string;
  readonly reason?: string;
  /** `channel/AbCdEf123456`, `viewerSessionRevocation/…`, `channelCreation/…`. */
  readonly subject: string;
  /** The channel's ARN, and its id, where the subject is one. */
  readonly channelArn: string;
  readonly channelId: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly memory: Readonly<Memory>;
  /** An earlier attempt may have taken effect: then "not found" can mean "done by us". */
  readonly uncertain: boolean;
  /** IVS, paced by the lanes, cut off before the lease ends, on the timeline. */
  readonly ivs: App['ivs'];
  /** Reserves `count` calls of an operation ahead, and waits for the first one's turn. Later calls in this attempt use them up. */
  readonly reserve: (operation: string, count?: number) => Promise<number>;
}

/** What an attempt came to. `memory` is what the job is to note; `effect` says that something at IVS has changed. */
export interface Result<Outcome extends string> {
  outcome: Outcome;
  memory?: Partial<Memory>;
  effect?: true;
}
