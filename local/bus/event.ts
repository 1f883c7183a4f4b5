import { isFields } from './fields.ts';

/** An event as EventBridge hands it to its targets. */
export interface EventBridgeEvent {
  version: string;
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** ISO time in whole seconds. */
  time: string;
  region: string;
  resources: string[];
  detail: unknown;
}

/** An event the bus accepted, with the name of the bus it came in on. */
export interface BusEvent extends EventBridgeEvent {
  busName: string;
}

/** @returns the reason why it is no event, or undefined. */
export function notAnEvent(value: unknown): string | undefined {
  if (!isFields(value)) return 'an event is an object';
  for (const field of ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region']) {
    if (typeof value[field] !== 'string') return `"${field}" must be a string`;
  }
  if (
    !Array.isArray(value['resources']) ||
    !value['resources'].every((one) => typeof one === 'string')
  )
    return '"resources" must be a list of strings';
  if (!isFields(value['detail'])) return '"detail" must be an object';
  return undefined;
}
