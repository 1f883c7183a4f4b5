import type { Described } from './catalog.ts';
import printed from './ivsEvents.json' with { type: 'json' };

const schemas: Readonly<Record<string, Described['schema']>> = printed.schemas;

/** The events of IVS that a deployment receives, with the samples of `events/received/`. */
export const ivsEvents: readonly Described[] = printed.events.map((event) => ({
  ...event,
  source: 'aws.ivs',
  schema: schemas[event.detailType] ?? {},
}));
