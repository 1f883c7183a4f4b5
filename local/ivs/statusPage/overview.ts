/** A part of a log. The number of the last item is `next - 1`. */
export interface Part<One> {
  /** The number of the oldest item that ivs-local still has. */
  first: number;
  next: number;
  items: One[];
}

export interface ChannelView {
  arn: string;
  name: string;
  type: string;
  /** Whether players need a token. */
  authorized: boolean;
  /** `CONNECTED` is from the admission of an encoder to Stream Start. */
  state: 'LIVE' | 'CONNECTED' | 'OFFLINE';
  viewers: number;
}

export interface EventView {
  id: string;
  /** ISO 8601. */
  time: string;
  type: string;
  name: string;
  channelArn?: string;
  detail: object;
}

export interface CallView {
  operation: string;
  outcome: string;
  status: number;
  /** ISO 8601. */
  at: string;
  channelArn?: string;
  requestId: string;
}

/** A fault, as the control API takes it. The page shows faults that it cannot make as well. */
export interface FaultView {
  operation: string;
  error?: string | undefined;
  count?: number | undefined;
  [member: string]: unknown;
}

/** Everything that the page shows. */
export interface Overview {
  clock: { now: string; frozen: boolean };
  /** The live channels, then the newest ones; see `channelCount`. */
  channels: ChannelView[];
  /** The number of all channels. */
  channelCount: number;
  events: Part<EventView>;
  requests: Part<CallView>;
  faults: FaultView[];
}
