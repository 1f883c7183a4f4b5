import { dateAt, millisecondsAt, type Clock } from '../clock.ts';
import type { IvsEvent } from './state/events.ts';

type Deliver = (event: IvsEvent) => Promise<void>;

/**
 * Hands events to a local event bus by its side door: PutEvents of a real bus refuses `aws.*`
 * sources. Envelope and id stay.
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
 * Hands events to whatever speaks EventBridge's PutEvents. It gives them ids of its own. The
 * signature has the right shape and region and is not one: emulators route by the first and look at
 * nothing else.
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
