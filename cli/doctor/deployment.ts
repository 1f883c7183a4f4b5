import { dataOf } from '../../lib/client/client.ts';
import { msOf } from '../../lib/client/clock.ts';
import { commands, notCommands } from '../command.ts';
import { isRecord } from '../output/text.ts';
import manifest from '../package.json' with { type: 'json' };
import type { Session } from '../session.ts';
import type { Finding } from './finding.ts';

/** `Date` has whole seconds, and a token's times are accepted six seconds early or late. */
const SKEW_SECONDS_MAX = 5;

/**
 * Checks that the deployment answers, and that its clock and ours agree.
 * @throws CliError when the deployment does not answer
 */
export async function reachable({ client, settings, io, signal }: Session): Promise<Finding[]> {
  const askedAt = io.clock.now();
  const answer = await client.GET('/v1/health', { signal });
  const { managedChannels } = dataOf(answer);
  const now = io.clock.now();
  const told = msOf(answer.response.headers.get('date') ?? '');
  const skew = told === undefined ? undefined : Math.round((told - (askedAt + now) / 2) / 1_000);
  return [
    {
      check: 'deployment',
      state: 'ok',
      text:
        `${settings.url} (from ${settings.foundIn}) answers in ${now - askedAt} ms; it manages ` +
        (managedChannels === 'all' ? 'all channels' : `channels with the tag ${managedChannels}`),
    },
    skew === undefined
      ? { check: 'clock', state: 'not checked', text: 'the answer has no Date' }
      : Math.abs(skew) > SKEW_SECONDS_MAX
        ? {
            check: 'clock',
            state: 'problem',
            text: `this machine's clock differs by ${skew} s; tokens and deadlines depend on it`,
          }
        : { check: 'clock', state: 'ok', text: 'this machine and the deployment agree' },
  ];
}

/** Checks that the deployment and this program know the same operations. */
export async function versions({ client, signal }: Session): Promise<Finding> {
  const document: unknown = dataOf(await client.GET('/v1/openapi.json', { signal }));
  const { info, paths } = isRecord(document) ? document : {};
  const items = isRecord(paths) ? Object.values(paths).filter(isRecord) : [];
  const offered = new Set(
    items
      .flatMap((item) => Object.values(item).filter(isRecord))
      .map(({ operationId }) => String(operationId)),
  );
  const known = commands.map(({ operationId }) => operationId);
  const lacking = known.filter((name) => !offered.has(name));
  const unknown = [...offered].filter((name) => ![...known, ...notCommands].includes(name));
  const api = isRecord(info) ? String(info.version) : 'unknown';
  const text = `channelkeeper ${manifest.version}, version ${api} of the API`;
  const differences = [
    ...(lacking.length > 0 ? [`the deployment lacks ${lacking.join(', ')}`] : []),
    ...(unknown.length > 0 ? [`this program lacks ${unknown.join(', ')}`] : []),
  ];
  return {
    check: 'versions',
    state: differences.length > 0 ? 'note' : 'ok',
    text: [text, ...differences].join('; '),
  };
}
