import { isFields } from './fields.ts';

/** An event as EventBridge delivers it to its targets. */
export interface EventBridgeEvent {
  version: string;
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** The time, as ISO 8601 in whole seconds. */
  time: string;
  region: string;
  resources: string[];
  detail: unknown;
}

/** An event that the bus accepted, with the name of the bus that received it. */
export interface BusEvent extends EventBridgeEvent {
  busName: string;
}

/** @returns the reason why the value is not an event; undefined when it is */
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
