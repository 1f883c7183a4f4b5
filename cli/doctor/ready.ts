import { isRecord } from '../output/text.ts';
import type { Session } from '../session.ts';
import type { Finding } from './finding.ts';

/** Each part with the command that shows more about it. */
const PARTS: Readonly<Record<string, readonly [name: string, command: string]>> = {
  table: ['the table', 'channelkeeper jobs list --verbose'],
  sweep: ['the sweep', 'channelkeeper jobs list --status waiting'],
  events: ['the arrival of events', 'channelkeeper dlq list'],
  ivs: ['IVS', 'channelkeeper streams list --fresh'],
};

function findingOf({ name, detail, at }: Readonly<Record<string, unknown>>): Finding {
  const [part, command] = PARTS[String(name)] ?? [String(name), 'channelkeeper doctor'];
  if (name === 'sweep' && at === undefined)
    return {
      check: 'ready',
      state: 'note',
      text: 'no sweep has run yet; a new deployment is ready after the first one, within a minute',
    };
  const last = typeof at === 'string' ? ` It last worked at ${at}.` : '';
  const text = `${part} is not well: ${String(detail)}${last}`;
  return { check: 'ready', state: 'problem', text, command };
}

/**
 * Tells which parts of the deployment are not well, by its own account.
 * @throws Error when the deployment gives none
 */
export async function ready({ io, settings, signal }: Session): Promise<Finding[]> {
  // The client would ask again and again until every part is well.
  const address = `${settings.url.replace(/\/$/, '')}/v1/ready`;
  const response = await io.fetch(address, { signal });
  const body: unknown = await response.json();
  if (!isRecord(body) || !Array.isArray(body.parts))
    throw new Error(`${address} answers ${response.status}`);
  const failing = body.parts.filter(isRecord).filter(({ status }) => status === 'failing');
  if (failing.length > 0) return failing.map(findingOf);
  const parts = Object.values(PARTS).map(([part]) => part);
  return body.status === 'ready'
    ? [{ check: 'ready', state: 'ok', text: `well: ${parts.join(', ')}` }]
    : [{ check: 'ready', state: 'not checked', text: 'IVS is just being asked; look again' }];
}
