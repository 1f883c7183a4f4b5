import type { ComponentType } from 'preact';
import type { Settings } from './api/settings.ts';
import { BansPage } from './channels/bansPage.tsx';
import { ChannelPage } from './channels/channelPage.tsx';
import { ChannelsPage } from './channels/channelsPage.tsx';
import { DeadLetterPage } from './deadLetters/deadLetterPage.tsx';
import { DeadLettersPage } from './deadLetters/deadLettersPage.tsx';
import { JobPage } from './jobs/jobPage.tsx';
import { JobsPage } from './jobs/jobsPage.tsx';
import { AuditPage } from './journal/auditPage.tsx';
import { AccountEventsPage, JournalPage } from './journal/journalPage.tsx';
import { RecordingPage } from './journal/recordingPage.tsx';
import { RecordingsPage } from './journal/recordingsPage.tsx';
import { SessionPage } from './journal/sessionPage.tsx';
import { SessionsPage } from './journal/sessionsPage.tsx';
import { NowPage } from './now/nowPage.tsx';
import { OperationPage } from './operations/operationPage.tsx';
import { OperationsPage } from './operations/operationsPage.tsx';
import { PlaybackKeyPairsPage } from './resources/playbackKeyPairsPage.tsx';
import { RecordingConfigurationsPage } from './resources/recordingConfigurationsPage.tsx';
import { RestrictionPoliciesPage } from './resources/restrictionPoliciesPage.tsx';
import { PoliciesPage } from './policies/policiesPage.tsx';
import { PolicyPage } from './policies/policyPage.tsx';
import { ReactionPage } from './reactions/reactionPage.tsx';
import { ReactionsPage } from './reactions/reactionsPage.tsx';

/** The parts of the address and of the deployment that a page gets. */
export interface PageProps {
  /** The names in braces of its path. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The filters after `?`. */
  readonly query: URLSearchParams;
  readonly settings: Settings;
}

/** A page of the console. */
export interface Page {
  /** The path after `#`. */
  readonly path: string;
  readonly title: string;
  /** The key that leads to the page after `g`; a page without one is not in the menu. */
  readonly key?: string;
  readonly show: ComponentType<PageProps>;
}

/** All pages, in the order of the menu. */
export const pages: readonly Page[] = [
  { path: '/', title: 'Now', key: 'n', show: NowPage },
  { path: '/channels', title: 'Channels', key: 'c', show: ChannelsPage },
  { path: '/channels/{channelId}', title: 'Channel', show: ChannelPage },
  { path: '/channels/{channelId}/journal', title: 'Journal', show: JournalPage },
  { path: '/channels/{channelId}/sessions', title: 'Stream sessions', show: SessionsPage },
  {
    path: '/channels/{channelId}/sessions/{streamId}',
    title: 'Stream session',
    show: SessionPage,
  },
  { path: '/channels/{channelId}/recordings', title: 'Recordings', show: RecordingsPage },
  { path: '/channels/{channelId}/viewer-bans', title: 'Banned viewers', show: BansPage },
  { path: '/recordings/{recordingId}', title: 'Recording', show: RecordingPage },
  { path: '/jobs', title: 'Jobs', key: 'j', show: JobsPage },
  { path: '/jobs/{jobId}', title: 'Job', show: JobPage },
  { path: '/operations', title: 'Operations', key: 'o', show: OperationsPage },
  { path: '/operations/{operationId}', title: 'Operation', show: OperationPage },
  { path: '/dead-letters', title: 'Dead letters', key: 'd', show: DeadLettersPage },
  { path: '/dead-letters/{deadLetterId}', title: 'Dead letter', show: DeadLetterPage },
  {
    path: '/recording-configurations',
    title: 'Recording',
    key: 'r',
    show: RecordingConfigurationsPage,
  },
  {
    path: '/playback-restriction-policies',
    title: 'Restrictions',
    key: 'p',
    show: RestrictionPoliciesPage,
  },
  { path: '/playback-key-pairs', title: 'Playback keys', key: 'k', show: PlaybackKeyPairsPage },
  { path: '/reactions', title: 'Reactions', key: 'e', show: ReactionsPage },
  { path: '/reactions/{reactionName}', title: 'Reaction', show: ReactionPage },
  { path: '/policies', title: 'Policies', key: 'y', show: PoliciesPage },
  { path: '/policies/{policyName}', title: 'Policy', show: PolicyPage },
  { path: '/audit', title: 'Audit', key: 'a', show: AuditPage },
  { path: '/account-events', title: 'Events of the account', show: AccountEventsPage },
];
