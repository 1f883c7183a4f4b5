import { isJobOperation } from '../actions/inputs.ts';
import { kindOf, type Subject, type SubjectKind } from '../subjects.ts';
import { subjectOfJobId, type Job } from '../jobs/job.ts';
import {
  deleteAdConfiguration,
  deletePlaybackRestrictionPolicy,
  deleteRecordingConfiguration,
} from './attachments.ts';
import { createChannel } from './channels.ts';
import {
  BY_OTHER_FUNCTIONS,
  BY_REACTIONS_ALONE,
  channelRoutes,
  scopesOf,
  scopesOnChannels,
} from './channelRoutes.ts';
import { createRecordingConfiguration } from './recordingConfigurations.ts';
import type { Route, Scope } from '../http/route.ts';

/** The routes that start jobs. Each names its workflows in `starts`. */
export const startingRoutes: readonly Route[] = [
  createChannel,
  ...channelRoutes,
  createRecordingConfiguration,
  deleteRecordingConfiguration,
  deletePlaybackRestrictionPolicy,
  deleteAdConfiguration,
];

/** The kinds of subjects whose jobs routes of other functions start, and the scope of those. */
export const ON_OTHER_FUNCTIONS: Readonly<Partial<Record<SubjectKind, Scope>>> = {
  viewerBan: 'viewer-sessions:write',
  viewerSessionRevocation: 'viewer-sessions:write',
  playbackKeyPair: 'playback-key-pairs:write',
};

/** Returns whether the jobs of a subject begin any work on channels. */
const isOfChannels = (subject: Subject | undefined): boolean =>
  subject !== undefined && ['operation', 'scheduledJob'].includes(kindOf(subject));

/**
 * Returns the scopes that steering a job needs besides `jobs:write`: those of the route that starts
 * such a job, whether a caller, an event or a schedule started this one. A child needs the scope of
 * the route that starts its parent. A workflow that this code does not know needs the scopes of
 * every route on that kind of subject, since any of them may have started it.
 */
export function scopesToSteer({
  workflow,
  subject,
  parent,
  input,
}: Pick<Job, 'workflow' | 'subject' | 'parent'> & Partial<Pick<Job, 'input'>>): Scope[] {
  // To steer an operation or a scheduled job, or work that it began, is to steer that work on a
  // channel.
  if (input && isJobOperation(input)) return input.scopes as Scope[];
  if (isOfChannels(subject)) return scopesOnChannels(String(input?.workflow));
  if (parent && isOfChannels(subjectOfJobId(parent.jobId))) return scopesOnChannels(workflow);
  if (kindOf(subject) === 'channel' && !parent) return scopesOnChannels(workflow);
  const kind = kindOf((parent && subjectOfJobId(parent.jobId)) ?? subject);
  const elsewhere = ON_OTHER_FUNCTIONS[kind];
  if (elsewhere !== undefined) return [elsewhere];
  const onKind = startingRoutes.filter(({ described }) => described?.starts?.on === kind);
  const started = onKind.filter(({ described }) => {
    const names: readonly string[] =
      (parent ? described?.starts?.children : described?.starts?.workflows) ?? [];
    return names.includes(workflow);
  });
  return scopesOf(started.length > 0 ? started : onKind);
}

/** The workflows that no route here starts. */
const ELSEWHERE: Readonly<Record<string, Scope>> = {
  ...BY_REACTIONS_ALONE,
  ...BY_OTHER_FUNCTIONS,
  banViewer: 'viewer-sessions:write',
  revokeViewers: 'viewer-sessions:write',
  revokeViewerBatch: 'viewer-sessions:write',
  revokeViewerBatchHalf: 'viewer-sessions:write',
  rotatePlaybackKeyPair: 'playback-key-pairs:write',
};

/** `scope`: workflows, for the description of the routes that steer jobs. */
export const scopesByWorkflow: string = [
  ...new Set([...scopesOf(startingRoutes), ...Object.values(ELSEWHERE)]),
]
  .map((scope) => {
    const names: string[] = startingRoutes.flatMap(({ scope: own, described }) =>
      own === scope
        ? [...(described?.starts?.workflows ?? []), ...(described?.starts?.children ?? [])]
        : [],
    );
    for (const [workflow, needed] of Object.entries(ELSEWHERE))
      if (needed === scope) names.push(workflow);
    return `\`${scope}\` (${[...new Set(names)].join(', ')})`;
  })
  .join(', ');
