import { isJobOperation } from '../actions/inputs.ts';
import type { Scope } from '../http/route.ts';
import { subjectOfJobId, type Job } from '../jobs/job.ts';
import { kindOf, type Subject, type SubjectKind } from '../subjects.ts';
import { scopesOnChannels } from './channelRoutes.ts';

/**
 * The scope of the routes that start jobs on a kind of subject other than a channel. The functions
 * that steer jobs do not carry all of these routes; a test compares the two.
 */
const SCOPES: Readonly<Partial<Record<SubjectKind, Scope>>> = {
  adConfiguration: 'ad-configurations:write',
  channelCreation: 'channels:write',
  playbackKeyPair: 'playback-key-pairs:write',
  playbackRestrictionPolicy: 'playback-restriction-policies:write',
  recordingConfiguration: 'recording-configurations:write',
  recordingConfigurationCreation: 'recording-configurations:write',
  viewerBan: 'viewer-sessions:write',
  viewerSessionRevocation: 'viewer-sessions:write',
};

/** Returns whether the jobs of a subject begin any work on channels. */
const isOfChannels = (subject: Subject | undefined): boolean =>
  subject !== undefined && ['operation', 'scheduledJob'].includes(kindOf(subject));

/**
 * Returns the scopes that steering a job needs besides `jobs:write`: those of the route that starts
 * such a job, whether a caller, an event or a schedule started this one. A child needs the scope of
 * the route that starts its parent. A workflow on channels that this code does not know needs the
 * scopes of every route on channels, since any of them may have started it.
 */
export function scopesToSteer({
  workflow,
  subject,
  parent,
  input,
}: Pick<Job, 'workflow' | 'subject' | 'parent'> & Partial<Pick<Job, 'input'>>): Scope[] {
  // To steer an operation or a scheduled job, or work that it began, is to steer that work.
  if (input && isJobOperation(input)) return input.scopes as Scope[];
  if (isOfChannels(subject)) return scopesOnChannels(String(input?.workflow));
  const begunBy = parent && subjectOfJobId(parent.jobId);
  if (isOfChannels(begunBy)) return scopesOnChannels(workflow);
  const scope = SCOPES[kindOf(begunBy ?? subject)];
  return scope === undefined ? scopesOnChannels(parent ? '' : workflow) : [scope];
}
