import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { IvsErrorName } from '../local/ivs/protocol/errors.ts';
import { MODEL, type OperationName } from '../local/ivs/protocol/model.ts';
import { SHAPES, type Shape, type ShapeName } from '../local/ivs/protocol/shapes.ts';
import { settingsFrom } from '../local/ivs/state/settings.ts';
import { BEHAVIOUR } from './ivsBehaviour.ts';

/** The page that contains the tables, between two marks. */
export const readmePath = fileURLToPath(new URL('../local/ivs/README.md', import.meta.url));

const BEGIN = '<!-- printed by: npm run docs -->';
const END = '<!-- end of what is printed -->';

const SHORT: Partial<Record<IvsErrorName, string>> = {
  AccessDeniedException: 'AD',
  ValidationException: 'VA',
  ResourceNotFoundException: 'NF',
  ChannelNotBroadcasting: 'NB',
  PendingVerification: 'PV',
  ConflictException: 'CO',
  ServiceQuotaExceededException: 'SQ',
  ThrottlingException: 'TH',
  StreamUnavailable: 'SU',
  ServiceUnavailable: 'UN',
  InternalServerException: 'IS',
};

const QUOTAS = [
  ['channelsMax', 'SQ'],
  ['streamKeysPerChannelMax', 'SQ'],
  ['recordingConfigurationsMax', 'SQ'],
  ['playbackKeyPairsMax', 'SQ'],
  ['playbackRestrictionPoliciesMax', 'SQ'],
  ['adConfigurationsMax', 'SQ'],
  ['countriesPerPolicyMax', 'VA (?)'],
  ['originsPerPolicyMax', 'VA (?)'],
  ['tagsPerResourceMax', 'VA'],
  ['metadataBytesMax', 'VA'],
  ['concurrentStreamsMax', 'refused at ingest, `Concurrent Broadcasts`'],
  ['concurrentViewsMax', 'refused to play, `Concurrent Viewers`'],
  ['takeoversPerStreamMax', '`Stream Takeover Failure`'],
] as const;

/**
 * Returns the errors that the input and the state can cause. The other errors of the model come
 * only from injected faults.
 */
export function caused(name: OperationName): IvsErrorName[] {
  const { errors, required } = MODEL[name];
  const known: readonly IvsErrorName[] = [
    'ValidationException',
    'ThrottlingException',
    ...(BEHAVIOUR[name].causes ?? []),
  ];
  const byArn = (required as readonly string[]).some((member) =>
    /^(?:arn|channelArn|resourceArn)$/.test(member),
  );
  return errors.filter(
    (error) => known.includes(error) || (byArn && error === 'ResourceNotFoundException'),
  );
}

/** Returns the tables, in Markdown, from the current code. */
function supportTables(): string {
  const names = Object.keys(MODEL) as OperationName[];
  const errors = Object.entries(SHORT)
    .map(([name, short]) => `${short} ${name}`)
    .join(', ');
  return [
    BEGIN,
    '### Operations',
    '',
    `${names.length} of the 41 operations of the service model 2020-07-14. Members in bold ` +
      `are required. Errors: ${errors}; an error in *italics* comes by a fault`,
    'only. Any operation can return TH and the common errors. (?) marks behaviour that is ' +
      'unconfirmed about real IVS.',
    '',
    '| operation | input | behaviour | errors | states, events | per second |',
    '|---|---|---|---|---|---|',
    ...names.map(operationRow),
    '',
    '### Constraints',
    '',
    'String lengths are in code points, and patterns match the whole string. Unknown members ' +
      'are ignored, and null means absent.',
    '',
    '| type | constraint |',
    '|---|---|',
    ...(Object.keys(SHAPES) as ShapeName[]).map(
      (name) => `| ${name} | ${constraint(SHAPES[name])} |`,
    ),
    '',
    '### Quotas of resources',
    '',
    'All quotas, and the rates above, are settings. `quotas: false` turns off all quotas, ' +
      'and `throttling: false` the rates.',
    '',
    '| setting | default | above the quota |',
    '|---|---|---|',
    ...QUOTAS.map(
      ([setting, excess]) => `| \`${setting}\` | ${settingsFrom()[setting]} | ${excess} |`,
    ),
    END,
  ].join('\n');
}

function operationRow(name: OperationName): string {
  const { required, members, errors, status } = MODEL[name];
  const input = Object.entries(members).map(([member, type]) =>
    (required as readonly string[]).includes(member)
      ? `**${member}**: ${type}`
      : `${member}: ${type}`,
  );
  const causes = caused(name);
  const met = errors.map((error) => (causes.includes(error) ? SHORT[error] : `*${SHORT[error]}*`));
  const { does, told = '' } = BEHAVIOUR[name];
  const { rates, metadataPerAccountRate } = settingsFrom();
  const rate =
    name === 'PutMetadata'
      ? `${rates[name]} per channel, ${metadataPerAccountRate} per account`
      : `${rates[name]}${name === 'UpdateAdConfiguration' ? ' (?)' : ''}`;
  return (
    `| ${name} | ${input.join(', ')} | ${does} (${status}) | ${met.join(' ')} | ${told} | ` +
    `${rate} |`
  );
}

function constraint(shape: Shape): string {
  if (shape.type === 'structure') {
    const members = Object.entries(shape.members).map(
      ([member, type]) => `${shape.required.includes(member) ? `**${member}**` : member}: ${type}`,
    );
    return `{ ${members.join(', ')} }`;
  }
  if (shape.type === 'boolean') return 'boolean';
  const unit = { string: ' long', list: ' items', map: ' entries', integer: '', long: '' }[
    shape.type
  ];
  const range =
    shape.min === undefined && shape.max === undefined
      ? ''
      : `, ${shape.min ?? 0}${shape.max === undefined ? ' or more' : ` to ${shape.max}`}${unit}`;
  if (shape.type === 'list') return `list of ${shape.member}${range}`;
  if (shape.type === 'map') return `map from ${shape.key} to ${shape.value}${range}`;
  if (shape.type !== 'string') return `${shape.type}${range}`;
  const pattern =
    shape.pattern === undefined ? '' : `, \`${shape.pattern.replaceAll('|', '\\|')}\``;
  return shape.enum
    ? shape.enum.map((member) => `\`${member}\``).join(' ')
    : `string${range}${pattern}`;
}

/**
 * Returns the page with the current tables.
 * @throws Error when the marks are missing
 */
export function readmeWithTables(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin)
    throw new Error(`local/ivs/README.md lacks the marks ${BEGIN} and ${END}`);
  return page.slice(0, begin) + supportTables() + page.slice(end + END.length);
}

if (import.meta.main) writeFileSync(readmePath, readmeWithTables(readFileSync(readmePath, 'utf8')));
