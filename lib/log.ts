import { isoTime, systemClock } from './clock.ts';
import { readLogLevel, traceId } from './config.ts';

/**
 * Structured log lines (JSON). Every line passes the scrubber, so the value of a stream key cannot
 * be logged, even by mistake.
 */
export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
  /** Writes values of metrics in CloudWatch's embedded metric format, at any level. */
  metrics(document: object): void;
}

/** Returns a log whose every line has these fields, unless the line has others of the same name. */
export const logAbout = (log: Log, about: Readonly<Record<string, unknown>>): Log => ({
  debug: (message, fields) => log.debug(message, { ...about, ...fields }),
  info: (message, fields) => log.info(message, { ...about, ...fields }),
  warn: (message, fields) => log.warn(message, { ...about, ...fields }),
  error: (message, fields) => log.error(message, { ...about, ...fields }),
  metrics: (document) => log.metrics(document),
});

/** The shape of a stream key's value, as the IVS user guide shows it, anywhere in a text. */
const STREAM_KEY = /sk_[a-z]{2}(?:-[a-z]+)+-\d_[A-Za-z0-9_]+/g;
const BEARER = /\bbearer\s+[\w.~+/=-]+/gi;
/**
 * Members whose values are always secrets, in lower case, because names of headers come in any
 * case.
 */
const SECRET_MEMBERS = new Set([
  'value',
  'passphrase',
  'streamkeyvalue',
  'authorization',
  'privatekey',
  'secretstring',
  'token',
]);

/** Returns the text with stream key values and bearer tokens replaced. */
export const scrub = (text: string): string =>
  text.replace(STREAM_KEY, 'sk_***').replace(BEARER, 'Bearer ***');

/** Returns an error as a member of a line: JSON alone would leave its message and stack out. */
const errorShown = (error: Error): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(error)),
  name: error.name,
  message: error.message,
  stack: error.stack,
  cause: error.cause,
});

function shown(key: string, value: unknown): unknown {
  if (SECRET_MEMBERS.has(key.toLowerCase())) return '***';
  if (typeof value === 'string') return scrub(value);
  if (typeof value === 'bigint') return String(value);
  return value instanceof Error ? errorShown(value) : value;
}

/**
 * Returns a value as JSON without secrets: as in a line of the log, the values of secret members
 * are hidden, and so are stream key values and bearer tokens in any text.
 */
export const jsonWithoutSecrets = (value: unknown): string =>
  scrub(JSON.stringify(value, shown) ?? 'null');

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type Level = (typeof LEVELS)[number];

/**
 * Returns a line of JSON. No field takes the place of a member of `head`. Fields that JSON cannot
 * write, such as a circle, are left out.
 */
function lineOf(head: Record<string, unknown>, fields: Record<string, unknown>): string {
  try {
    return JSON.stringify({ ...head, ...fields, ...head }, shown);
  } catch (error) {
    return JSON.stringify({ ...head, unwritten: String(error) }, shown);
  }
}

/**
 * Opens the deployment's log; `serviceName` is the name of the function. Lambda takes each line of
 * the standard output as one entry, and its setting of a level is honoured.
 */
export function openLog(serviceName: string): Log {
  const lowest = Math.max(
    0,
    LEVELS.findIndex((level) => level === readLogLevel()),
  );
  const write =
    (level: Level) =>
    (message: string, fields: Record<string, unknown> = {}): void => {
      if (LEVELS.indexOf(level) < lowest) return;
      const head = {
        level,
        message,
        timestamp: isoTime(systemClock.now()),
        service: serviceName,
        xray_trace_id: traceId(),
      };
      process.stdout.write(`${lineOf(head, fields)}\n`);
    };
  return {
    debug: write('DEBUG'),
    info: write('INFO'),
    warn: write('WARN'),
    error: write('ERROR'),
    metrics: (document) => void process.stdout.write(`${JSON.stringify(document)}\n`),
  };
}
