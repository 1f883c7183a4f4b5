import { EXIT } from './exit.ts';
import { idIn } from './ids.ts';
import type { Io } from './io.ts';
import { detailOf } from './output/detail.ts';
import { checkToken, openSession, type Globals } from './session.ts';
import { hasFailed, watching } from './watch.ts';

/** Shows the progress of a job until it has ended, and returns the exit code. */
export async function watchJob(io: Io, jobId: string, globals: Globals): Promise<number> {
  const id = idIn('job-id', jobId.split('/').at(-1) ?? jobId);
  const session = await openSession(io, globals);
  checkToken(session, 'jobs:read');
  const watch = watching(io);
  try {
    const job = await session.client.waitForJob(id, {
      ...watch,
      signal: session.signal,
    });
    watch.end();
    io.out(globals.json ? `${JSON.stringify({ job }, null, 2)}\n` : detailOf({ job }));
    return hasFailed(job) ? EXIT['job-failed'] : 0;
  } finally {
    watch.end();
  }
}
