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
