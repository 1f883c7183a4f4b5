import { readFileSync } from 'node:fs';
import type { IvsLocalOptions } from './server.ts';

/** Thrown for an option that cannot be used. The message names it and fits on one line. */
export class OptionError extends Error {}

/** The options of RTMPS and of recordings, as `parseArgs` takes them. */
export const MEDIA_OPTIONS = {
  'rtmps-port': { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'strict-ingest': { type: 'boolean', default: false },
  recordings: { type: 'string' },
  ffmpeg: { type: 'string', default: 'ffmpeg' },
} as const;

export const MEDIA_USAGE = {
  ingest: `  --rtmps-port          also takes RTMPS, on this port. The certificate is made at the first start and kept in the state folder,
                        unless --tls-cert and --tls-key name another one (PEM)
  --strict-ingest       refuses RTMP without TLS on channels whose insecureIngest is false, as IVS does; otherwise it is accepted`,
  recordings: `  --recordings          a folder, or an S3 endpoint, that gets the files of recordings; without it, recordings are events only.
                        An endpoint is called with the credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
  --ffmpeg              the program that makes the thumbnails of recordings`,
} as const;

interface Values {
  readonly 'rtmps-port'?: string | undefined;
  readonly 'tls-cert'?: string | undefined;
  readonly 'tls-key'?: string | undefined;
  readonly recordings?: string | undefined;
  readonly ffmpeg: string;
}

/**
 * Returns the options of ivs-local that these say.
 * @param environment the variables with the credentials of an S3 endpoint
 * @throws OptionError
 */
export function mediaOptions(
  values: Values,
  environment: NodeJS.ProcessEnv,
): Pick<IvsLocalOptions, 'rtmpsPort' | 'certificate' | 'recordings' | 'ffmpeg'> {
  const { recordings, ffmpeg, 'rtmps-port': port } = values;
  return {
    ...(port !== undefined && { rtmpsPort: portOf('rtmps-port', port) }),
    ...certificateOf(values['tls-cert'], values['tls-key']),
    ...(recordings !== undefined && { recordings: recordingsOf(recordings, environment) }),
    ffmpeg,
  };
}

/** @throws OptionError */
export function portOf(name: string, text: string): number {
  const port = Number(text);
  if (!/^[0-9]+$/.test(text) || port > 65_535)
    throw new OptionError(`--${name} must be a port number, not ${text}`);
  return port;
}

/** Reads the certificate of RTMPS, which needs its key and the other way round. */
function certificateOf(
  cert: string | undefined,
  key: string | undefined,
): Pick<IvsLocalOptions, 'certificate'> {
  if (cert === undefined && key === undefined) return {};
  if (cert === undefined || key === undefined)
    throw new OptionError('--tls-cert and --tls-key must be given together');
  return { certificate: { cert: textOf('tls-cert', cert), key: textOf('tls-key', key) } };
}

function textOf(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new OptionError(`--${name}: ${(error as Error).message}`, { cause: error });
  }
}

/** Returns an S3 endpoint with its credentials for an `http:` or `https:` URL, or else a folder. */
function recordingsOf(
  text: string,
  environment: NodeJS.ProcessEnv,
): NonNullable<IvsLocalOptions['recordings']> {
  if (!/^https?:/.test(text)) return text;
  if (!URL.canParse(text)) throw new OptionError(`--recordings must be a URL, not ${text}`);
  const {
    AWS_ACCESS_KEY_ID: accessKeyId = 'local',
    AWS_SECRET_ACCESS_KEY: secretAccessKey = 'local',
    AWS_SESSION_TOKEN: sessionToken,
  } = environment;
  return {
    endpoint: new URL(text),
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
  };
}
