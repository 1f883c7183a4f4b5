import { cell, element, idOf, table, timeOf } from './elements.ts';
import type { CallView, EventView, Overview, Part } from './overview.ts';

/** The rows of a log that are kept on the page. */
const ROWS_MAX = 500;

/** A log on the page, newest first. */
class Log<One> {
  readonly #body: HTMLElement;
  readonly #rowOf: (one: One) => HTMLTableRowElement;
  /** The number of items that the page has seen. */
  seen = 0;

  constructor(body: HTMLElement, rowOf: (one: One) => HTMLTableRowElement) {
    this.#body = body;
    this.#rowOf = rowOf;
  }

  show({ first, next, items }: Part<One>): void {
    // After a restart of ivs-local its numbers begin again. The next answer has all its items.
    const isRestarted = next < this.seen;
    // A reset takes the items away.
    const kept = isRestarted ? 0 : Math.max(0, this.seen - first);
    while (this.#body.childElementCount > kept) this.#body.lastElementChild?.remove();
    for (const item of items) this.#body.prepend(this.#rowOf(item));
    while (this.#body.childElementCount > ROWS_MAX) this.#body.lastElementChild?.remove();
    this.seen = isRestarted ? 0 : next;
  }
}

const events = new Log<EventView>(
  table('events', 'Events', ['Time', 'Event', 'Channel', 'Details']),
  ({ time, type, name, channelArn, detail }) =>
    element(
      'tr',
      {},
      cell(timeOf(time), 'time'),
      cell(name === '' ? type : name),
      cell(idOf(channelArn)),
      cell(
        element(
          'details',
          {},
          element('summary', {}, type),
          element('code', {}, JSON.stringify(detail)),
        ),
      ),
    ),
);
const requests = new Log<CallView>(
  table('requests', 'API calls', ['Time', 'Operation', 'Outcome', 'Channel']),
  ({ at, operation, outcome, status, channelArn }) =>
    element(
      'tr',
      {},
      cell(timeOf(at), 'time'),
      cell(operation),
      cell(`${status} ${outcome}`, outcome === 'ok' ? 'ok' : 'refused'),
      cell(idOf(channelArn)),
    ),
);

/** Returns the query that asks for the items that the page has not seen. */
export const unseen = (): string => `events=${events.seen}&requests=${requests.seen}`;

export function showLogs(overview: Overview): void {
  events.show(overview.events);
  requests.show(overview.requests);
}
