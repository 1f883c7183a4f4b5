import type { App } from '../app.ts';
import { closeKeyless } from './closeKeyless.ts';
import { closeLostEnds } from './closeLostEnds.ts';
import { noteKeyDeadlines } from './noteKeyDeadlines.ts';

const PARTS = { noteKeyDeadlines, closeLostEnds, closeKeyless } as const;

/**
 * Brings the states up to date that the journal keeps open. A part that fails is logged, and the
 * others go on.
 * @throws Error the first failure, so that the run counts as failed
 */
export async function checkOpenStates(app: App, untilMs: number): Promise<void> {
  const failures: unknown[] = [];
  for (const [part, does] of Object.entries(PARTS)) {
    try {
      await does(app, untilMs);
    } catch (error) {
      app.log.error('A part of the check failed; the next run tries again', {
        part,
        error: String(error),
      });
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
