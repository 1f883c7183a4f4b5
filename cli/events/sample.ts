import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { isoOf } from '../../lib/client/clock.ts';
import { randomId, systemRandom } from '../../lib/client/random.ts';
import { CliError, type Issue } from '../exit.ts';
import { idIn } from '../ids.ts';
import type { Io } from '../io.ts';
import { inline, isRecord } from '../output/text.ts';
import type { Described } from './catalog.ts';

type Fields = Record<string, unknown>;

const LAST_PART = /-[A-Za-z0-9]{16}$/;

function refuse(field: string, rule: string): never {
  throw new CliError('usage', `--set ${inline(field)}: ${rule}.`, { issues: [{ field, rule }] });
}

/** Returns the sample with one text instead of another, wherever it stands. */
const replaced = (event: Fields, from: string, to: string): Fields =>
  JSON.parse(JSON.stringify(event).replaceAll(from, to));

/** Returns the sample about another channel. */
function about(event: Fields, channelId: string): Fields {
  const [, old] = /channel\/([A-Za-z0-9]+)/.exec(JSON.stringify(event.resources)) ?? [];
  if (old === undefined)
    throw new CliError('usage', `"${inline(event['detail-type'])}" is about no channel.`);
  return replaced(event, old, idIn('channel', channelId));
}

/**
 * Returns the sample about its own job, recording or time. Receivers take an event of a job or a
 * recording that they have seen for a repeat.
 */
function ofItsOwn(io: Io, event: Fields): Fields {
  const detail = isRecord(event.detail) ? event.detail : {};
  const name = detail.jobId ?? detail.recordingId;
  return typeof name === 'string' && LAST_PART.test(name)
    ? replaced(event, name, name.replace(LAST_PART, `-${randomId(systemRandom)}`))
    : replaced(event, String(detail.at), isoOf(io.clock.now()));
}

/**
 * Returns the sample as a new event. The events of IVS are about the same stream, whose story they
 * tell one after another.
 */
function fresh(io: Io, event: Fields, isOfIvs: boolean): Fields {
  return {
    ...(isOfIvs ? event : ofItsOwn(io, event)),
    id: randomId(systemRandom),
    time: isoOf(io.clock.now()).replace(/\.\d+Z$/, 'Z'),
  };
}

/** Returns the value of a member. A text stands for itself where the schema wants a text. */
function valueOf(field: string, text: string, schema: Fields): unknown {
  const isText = schema.type === 'string' || (schema.type === undefined && !text.startsWith('['));
  if (isText) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse(field, `must be ${inline(schema.type)}`);
  }
}

/** Sets the member at a path such as `detail.error.name`. */
function withMember(event: Fields, pair: string, schema: Fields): Fields {
  const at = pair.indexOf('=');
  const field = at < 0 ? pair : pair.slice(0, at);
  if (at < 1) refuse(field, 'takes path=value, such as detail.step=deleting');
  const [name = '', ...rest] = field.split('.');
  const set = (of: Fields, [first = '', ...more]: readonly string[], schemaOf: Fields): Fields => {
    const properties = isRecord(schemaOf.properties) ? schemaOf.properties : {};
    const inner = Object.hasOwn(properties, first) ? properties[first] : undefined;
    if (!isRecord(inner)) return refuse(field, 'is no member of this event');
    const next = of[first];
    return {
      ...of,
      [first]:
        more.length === 0
          ? valueOf(field, pair.slice(at + 1), inner)
          : set(isRecord(next) ? next : {}, more, inner),
    };
  };
  return set(event, [name, ...rest], schema);
}

function issueOf({ instancePath, message = '', params }: ErrorObject): Issue {
  const field = instancePath.slice(1).replaceAll('/', '.') || 'event';
  const { allowedValues, allowedValue } = params as Fields;
  const allowed = allowedValues ?? allowedValue;
  return { field, rule: allowed === undefined ? message : `${message}: ${inline(allowed)}` };
}

/** The changes of a sample that the options ask for. */
export interface Wanted {
  readonly channel?: string;
  /** Members, as `path=value`. */
  readonly set?: readonly string[];
}

/**
 * Returns a new event, made of the sample of its kind.
 * @throws CliError that names each member that breaks a rule of the schema
 */
export function sampleOf(io: Io, described: Described, { channel, set }: Wanted): Fields {
  const { schema, example, source } = described;
  const base = channel === undefined ? { ...example } : about(example, channel);
  const event = (set ?? []).reduce<Fields>(
    (made, pair) => withMember(made, pair, schema),
    fresh(io, base, source === 'aws.ivs'),
  );
  const check = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
  if (check(event)) return event;
  const issues = (check.errors ?? []).map(issueOf);
  const told = issues.map(({ field, rule }) => `${field} ${rule}`).join('; ');
  throw new CliError('usage', `The event breaks its schema: ${told}.`, { issues });
}
