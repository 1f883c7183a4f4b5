import { appAbout, type App } from '../app.ts';
import { kindOf, subjectIdOf } from '../subjects.ts';
import type { Job } from './job.ts';

/** Returns an app whose log lines name a job, its subject (`<kind>Id`) and its cause. */
export const ofJob = (
  app: App,
  { id: jobId, subject, causedBy }: Pick<Job, 'id' | 'subject' | 'causedBy'>,
): App =>
  appAbout(app, {
    jobId,
    [`${kindOf(subject)}Id`]: subjectIdOf(subject),
    ...(causedBy !== undefined && { causedBy }),
  });
