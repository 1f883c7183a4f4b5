import { useEffect, useState } from 'preact/hooks';
import { api, type Job } from '../api/client.ts';
import { browserClock } from '../clock.ts';
import { hasEnded } from '../words/jobs.ts';
import { refusalOf } from '../words/refusals.ts';

/** The pause after an answer that was not held, or that was refused, in ms. */
const PAUSE_MS = 1_000;
const HOLD_SECONDS = 20;
/** A failed job may be redriven elsewhere; it is looked at again after this time, in ms. */
const ENDED_MS = 15_000;

/** A job as it is now. */
export interface Followed {
  readonly job: Job | undefined;
  readonly refusal: string | undefined;
}

const untilVisible = (signal: AbortSignal): Promise<void> =>
  document.visibilityState === 'visible' || signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => {
        document.addEventListener('visibilitychange', () => resolve(), { once: true, signal });
        signal.addEventListener('abort', () => resolve(), { once: true });
      });

/** Follows a job by long polls: each answer is held until the job has changed. */
export function useFollowedJob(jobId: string): Followed {
  const [followed, setFollowed] = useState<Followed>({ job: undefined, refusal: undefined });
  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    setFollowed({ job: undefined, refusal: undefined });
    const follow = async (): Promise<void> => {
      let job: Job | undefined;
      while (!signal.aborted) {
        await untilVisible(signal);
        const asked = browserClock.now();
        const held = job && { Prefer: `wait=${HOLD_SECONDS}` };
        try {
          const { data, error, response } = await api().GET('/v1/jobs/{jobId}', {
            params: { path: { jobId }, ...(job && { query: { after: job.version } }) },
            ...(held && { headers: held }),
            signal,
          });
          if (signal.aborted) return;
          if (data) setFollowed({ job: data.job, refusal: undefined });
          else setFollowed({ job, refusal: refusalOf(response.status, error) });
          if (response.status === 404) return;
          const isHeld = data !== undefined && browserClock.now() - asked >= PAUSE_MS;
          const isNews = data !== undefined && data.job.version !== job?.version;
          job = data?.job ?? job;
          if (job && hasEnded(job)) await browserClock.sleep(ENDED_MS);
          else if (!isHeld && !isNews) await browserClock.sleep(PAUSE_MS);
        } catch (error) {
          if (signal.aborted) return;
          setFollowed({ job, refusal: refusalOf(0, error) });
          await browserClock.sleep(PAUSE_MS);
        }
      }
    };
    void follow();
    return () => ended.abort();
  }, [jobId]);
  return followed;
}
