import { Logger } from '@aws-lambda-powertools/logger';

/**
 * Structured log lines (JSON). Every line passes the scrubber, so the value of a stream key cannot
 * be logged, even by mistake.
 */
export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

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
]);

/** Returns the text with stream key values and bearer tokens replaced. */
export const scrub = (text: string): string =>
  text.replace(STREAM_KEY, 'sk_***').replace(BEARER, 'Bearer ***');

function replaceSecrets(key: string, value: unknown): unknown {
  if (SECRET_MEMBERS.has(key.toLowerCase())) return '***';
  return typeof value === 'string' ? scrub(value) : value;
}

/** Opens the deployment's log; `serviceName` is the name of the function. */
export function openLog(serviceName: string): Log {
  const logger = new Logger({ serviceName, jsonReplacerFn: replaceSecrets });
  return {
    debug: (message, fields = {}) => logger.debug(scrub(message), fields),
    info: (message, fields = {}) => logger.info(scrub(message), fields),
    warn: (message, fields = {}) => logger.warn(scrub(message), fields),
    error: (message, fields = {}) => logger.error(scrub(message), fields),
  };
}
