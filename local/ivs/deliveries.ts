import { dateAt, millisecondsAt, type Clock } from '../clock.ts';
import type { IvsEvent } from './state/events.ts';

type Deliver = (event: IvsEvent) => Promise<void>;

/**
 * Returns a function that sends events to the trusted entry point of a local event bus, because
 * PutEvents of a real bus refuses `aws.*` sources. The envelope and the id are kept.
 */
export function toLocalBus(address: URL): Deliver {
  return async (event) => {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ events: [event] }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${address.href} answered ${response.status}: ${answer}`);
  };
}

/**
 * Returns a function that sends events to any endpoint that speaks EventBridge's PutEvents, which
 * gives the events new ids. The signature has the right form and region but is not valid: emulators
 * route by the region and check nothing else.
 */
export function toEventBridge(endpoint: URL, clock: Clock): Deliver {
  return async ({ source, 'detail-type': type, detail, resources, time, region }) => {
    const stamp = dateAt(clock.now())
      .toISOString()
      .replace(/[-:]|\.\d+/g, '');
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSEvents.PutEvents',
        'x-amz-date': stamp,
        authorization:
          'AWS4-HMAC-SHA256 ' +
          `Credential=local/${stamp.slice(0, 8)}/${region}/events/aws4_request, ` +
          `SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
      },
      body: JSON.stringify({
        Entries: [
          {
            Source: source,
            DetailType: type,
            Detail: JSON.stringify(detail),
            Resources: resources,
            Time: millisecondsAt(time) / 1_000,
          },
        ],
      }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${endpoint.href} answered ${response.status}: ${answer}`);
    const { FailedEntryCount: failed = 0 } = JSON.parse(answer) as { FailedEntryCount?: number };
    if (failed > 0) throw new Error(`${endpoint.href} refused the event: ${answer}`);
  };
}
