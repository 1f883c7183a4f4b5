/** A page of the site. */
export interface SitePage {
  /** The Markdown file, from the root of the project. */
  readonly file: string;
  /** The address of the page, without its ending. */
  readonly address: string;
  /** The name of the page in the sidebar. */
  readonly title: string;
}

/** A group of the sidebar. */
export interface PageGroup {
  readonly title: string;
  readonly pages: readonly SitePage[];
}

const page = (title: string, file: string, address: string): SitePage => ({ title, file, address });
/** A page of docs/ has the same name on the site. */
const doc = (title: string, name: string): SitePage => page(title, `docs/${name}.md`, name);
/** A page that only the site has. */
const own = (title: string, name: string): SitePage => page(title, `site/${name}.md`, name);

export const HOME = own('Channelkeeper', 'index');

/** The pages in reading order. A test compares them with the files of the project. */
export const GROUPS: readonly PageGroup[] = [
  {
    title: 'Start',
    pages: [
      page('Overview', 'README.md', 'overview'),
      doc('A tour', 'tour'),
      doc('At the encoder', 'encoders'),
      doc('The console in pictures', 'console'),
      doc('When something fails', 'failures'),
      doc('Glossary', 'glossary'),
    ],
  },
  {
    title: 'Use',
    pages: [
      doc('Keys', 'keys'),
      doc('Viewers', 'viewers'),
      doc('Many channels at once', 'operations'),
      doc('Policies', 'policies'),
      doc('Protection, and the time of a change', 'time'),
      doc('Recordings', 'recordings'),
      doc('Webhooks', 'webhooks'),
      page('The command line', 'cli/README.md', 'command-line'),
      page('The client package', 'lib/client/README.md', 'client'),
      page('Example: a private stream', 'examples/private-stream/README.md', 'private-stream'),
      page('ivs-local, the simulator', 'local/ivs/README.md', 'ivs-local'),
    ],
  },
  {
    title: 'Operate',
    pages: [
      doc('Tokens from Amazon Cognito', 'cognito'),
      doc('Upgrades', 'upgrades'),
      doc('Runbooks', 'runbooks'),
      doc('Metrics', 'metrics'),
      doc('Traces', 'traces'),
      doc('Replay', 'replay'),
      doc('Performance', 'performance'),
      doc('Cost', 'cost'),
    ],
  },
  {
    title: 'Reference',
    pages: [
      own('API reference', 'api'),
      own('Routes of the API', 'routes'),
      doc('Problems', 'errors'),
      own('Events', 'events'),
      doc('Workflows', 'workflows'),
    ],
  },
  {
    title: 'Project',
    pages: [
      page('Architecture', 'ARCHITECTURE.md', 'architecture'),
      doc('Decisions', 'decisions'),
      page('Contributing', 'CONTRIBUTING.md', 'contributing'),
      page('Security', 'SECURITY.md', 'security'),
      page('Changelog', 'CHANGELOG.md', 'changelog'),
    ],
  },
];

export const PAGES: readonly SitePage[] = [HOME, ...GROUPS.flatMap(({ pages }) => pages)];
