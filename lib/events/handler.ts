import middyCore from '@middy/core';
import type { Context, Handler } from 'aws-lambda';
import * as z from 'zod/mini';
import { app, appAbout, type App } from '../app.ts';
import type { Schema } from '../http/validation.ts';

/** A function that an event or a schedule starts. */
interface Reaction<Event> {
  /**
   * The part of the event that is needed. An event of another shape is logged and dropped, because
   * a retry would not change it.
   */
  takes: Schema<Event>;
  /** The part of the Lambda's time, in ms, that is kept to finish work when the time is up. */
  reserveMs: number;
  /**
   * Handles the event.
   * @param untilMs ms since the epoch: no new work begins after it
   */
  does: (app: App, event: Event, untilMs: number) => Promise<unknown>;
}

/** Returns the id that EventBridge gives each event, ticks of schedules among them. */
function eventIdIn(event: unknown): string | undefined {
  const { success, data } = z.safeParse(z.object({ id: z.string() }), event);
  return success ? data.id : undefined;
}

/**
 * Returns a Lambda handler around `does`; every event comes in here. An error that `does` throws is
 * logged and thrown on, so that Lambda retries.
 */
export function reaction<Event>({
  takes,
  reserveMs,
  does,
}: Reaction<Event>): Handler<unknown, void> {
  const react = async (event: unknown, context: Context): Promise<void> => {
    const { awsRequestId: requestId } = context;
    const causedBy = eventIdIn(event) ?? requestId;
    const opened = { ...appAbout(app(), { requestId, causedBy }), cause: { causedBy } };
    const taken = z.safeParse(takes, event);
    if (!taken.success) {
      const paths = taken.error.issues.map(({ path }) => path.map(String).join('.'));
      opened.log.warn('Dropped an event of an unknown shape', { paths });
      return;
    }
    await does(
      opened,
      taken.data,
      opened.clock.now() + context.getRemainingTimeInMillis() - reserveMs,
    );
  };
  // Middy would race the handler against the end of the Lambda's time and leave it running.
  const handler = middyCore<unknown, void>(react, { timeoutEarlyInMillis: 0 }).onError(
    ({ context, error }) => {
      app().log.error('failed', { requestId: context.awsRequestId, error });
    },
  );
  return handler;
}
