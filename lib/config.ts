/**
 * The settings that a deployment reads from its environment: from serverless.yml and, for its
 * region and its function, from Lambda. This file is the only reader of `process.env`.
 */
export interface Config {
  region: string;
  /** The AWS account that owns the IVS resources: 12 digits. */
  accountId: string;
  tableName: string;
  busName: string;
  stage: string;
  /**
   * The tag of the channels that this deployment manages. Absent: it manages all channels of its
   * account and region.
   */
  managedTag?: { readonly key: string; readonly value: string };
  /** The work on channels that needs a second person, from so many channels on. */
  approvals: readonly { readonly name: string; readonly from: number }[];
  /** The issuer of our callers' tokens; its public keys are at `jwksUri`. */
  issuer: string;
  /** The audiences of our tokens. A token must name one of them. */
  audiences: readonly string[];
  jwksUri: string;
  /** The prefix that the issuer puts before our scopes, such as `live/`; empty if it adds none. */
  scopePrefix: string;
  /**
   * `epochSeconds`: the deployment's tokens carry their time of issue as viewer session version, so
   * the current time is a safe default.
   */
  viewerSessionVersions: 'required' | 'epochSeconds';
  /**
   * The share of an IVS quota that jobs of normal priority may always use: 0 to 1. The rest is for
   * emergencies, direct reads and other programs.
   */
  laneShare: number;
  /** The share that they may use while nobody else is seen to use the quota: up to 1. */
  laneShareMax: number;
  /** The client of the issuer that stands for the console; empty if there is none. */
  consoleClientId: string;
  /** The origins, besides the issuer's own, that the console signs in at. */
  consoleIssuerOrigins: readonly string[];
  /** The origins from which the console may play streams, such as `https://*.live-video.net`. */
  playbackOrigins: readonly string[];
  /** How long the journal keeps an entry, in days. */
  keepEventsDays: number;
  /**
   * The bucket of the recordings that the deployment may read and tag, in which `*` stands for any
   * text; empty if there is none.
   */
  recordingBucket: string;
  /** The ARN of the secret with the private key of playback tokens; empty if there is none. */
  playbackKeySecret: string;
  /**
   * The beginning of the names of the secrets that hold the values of stream keys; the id of the
   * channel follows. Empty if no values are stored.
   */
  streamKeySecrets: string;
  /** The address of a collector that takes spans as OTLP over HTTP; empty if none are sent. */
  tracesEndpoint: string;
  functionName: string;
}

/** Matches an origin as a content security policy names it. Its host may begin with `*.`. */
const ORIGIN = /^https?:\/\/(?:\*\.)?[\w.-]+(?::\d{1,5})?$/;

/**
 * Returns the origins in a list that is separated by commas.
 * @throws Error when the list has anything else
 */
function originsIn(name: string, list = ''): string[] {
  const origins = list.split(',').flatMap((origin) => origin.trim() || []);
  if (!origins.every((origin) => ORIGIN.test(origin)))
    throw new Error(`${name} must list origins, such as https://live.example.com.`);
  return origins;
}

/**
 * Returns the tag of the managed channels; undefined for `all`.
 * @throws Error when the text is neither `all` nor a tag
 */
function managedTagOf(managedChannels: string): Config['managedTag'] {
  if (managedChannels === 'all') return undefined;
  const [, key, value] =
    /^([\p{L}\p{Z}\p{N}_.:/+\-@]{1,128})=([\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256})$/u.exec(
      managedChannels,
    ) ?? [];
  if (key === undefined || value === undefined || /^aws:/i.test(key))
    throw new Error('MANAGED_CHANNELS must be "all" or a tag (key=value).');
  return { key, value };
}

/**
 * Returns the work that needs a second person, from a list that is separated by commas.
 * @throws Error when an entry is no name with an optional number
 */
const approvalsIn = (list: string): Config['approvals'] =>
  list.split(',').flatMap((entry) => {
    if (entry.trim() === '') return [];
    const [, name, from = '1'] = /^([A-Za-z]{1,64})(?::([1-9]\d{0,4}))?$/.exec(entry.trim()) ?? [];
    if (name === undefined)
      throw new Error('APPROVALS must list workflows, such as deleteChannel or stopStream:20.');
    return [{ name, from: Number(from) }];
  });

/** Matches the address of a collector: its path is that of traces, and it has no credentials. */
const COLLECTOR = /^https?:\/\/[\w.-]+(?::\d{1,5})?(?:\/[\w.~-]+)+$/;

/**
 * Returns the address of a collector, or an empty text.
 * @throws Error when the text is neither; it does not quote the text, which may hold a password
 */
function collectorAt(url: string): string {
  if (url !== '' && !COLLECTOR.test(url))
    throw new Error(
      'TRACES_ENDPOINT must be an address such as http://localhost:4318/v1/traces, without ' +
        'credentials or a query.',
    );
  return url;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration.
 * @throws Error naming the variable that is missing or wrong, because a deployment without a valid
 * configuration must not start
 */
export function readConfig(environment: Environment = process.env): Config {
  const need = (name: string): string => {
    const value = environment[name];
    if (!value) throw new Error(`The environment variable ${name} is not set.`);
    return value;
  };
  const versions = environment.VIEWER_SESSION_VERSIONS ?? 'required';
  if (versions !== 'required' && versions !== 'epochSeconds') {
    throw new Error('VIEWER_SESSION_VERSIONS must be "required" or "epochSeconds".');
  }
  const laneShare = Number(environment.LANE_SHARE ?? '0.8');
  if (!(laneShare > 0 && laneShare <= 1))
    throw new Error('LANE_SHARE must be above 0 and at most 1.');
  const laneShareMax = Number(environment.LANE_SHARE_MAX ?? '1');
  if (!(laneShareMax >= laneShare && laneShareMax <= 1))
    throw new Error('LANE_SHARE_MAX must be at least LANE_SHARE and at most 1.');
  const keepEventsDays = Number(environment.KEEP_EVENTS_DAYS ?? '400');
  if (!(Number.isInteger(keepEventsDays) && keepEventsDays >= 1 && keepEventsDays <= 3650))
    throw new Error('KEEP_EVENTS_DAYS must be a whole number from 1 to 3650.');
  const managedTag = managedTagOf(environment.MANAGED_CHANNELS ?? 'all');
  return {
    region: need('AWS_REGION'),
    accountId: need('IVS_ACCOUNT_ID'),
    tableName: need('TABLE_NAME'),
    busName: need('BUS_NAME'),
    stage: environment.STAGE ?? 'dev',
    ...(managedTag && { managedTag }),
    approvals: approvalsIn(environment.APPROVALS ?? ''),
    issuer: need('ISSUER'),
    audiences: need('AUDIENCE').split(','),
    jwksUri: need('JWKS_URI'),
    scopePrefix: environment.SCOPE_PREFIX ?? '',
    viewerSessionVersions: versions,
    laneShare,
    laneShareMax,
    consoleClientId: environment.CONSOLE_CLIENT_ID ?? '',
    consoleIssuerOrigins: originsIn('CONSOLE_ISSUER_ORIGINS', environment.CONSOLE_ISSUER_ORIGINS),
    playbackOrigins: originsIn('PLAYBACK_ORIGINS', environment.PLAYBACK_ORIGINS),
    keepEventsDays,
    recordingBucket: environment.RECORDING_BUCKET ?? '',
    playbackKeySecret: environment.PLAYBACK_KEY_SECRET ?? '',
    streamKeySecrets: environment.STREAM_KEY_SECRETS ?? '',
    tracesEndpoint: collectorAt(environment.TRACES_ENDPOINT ?? ''),
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME ?? 'local',
  };
}

/** Returns the lowest level that Lambda wants in the log, such as `WARN`; INFO if it is not set. */
export const readLogLevel = (environment: Environment = process.env): string =>
  environment.AWS_LAMBDA_LOG_LEVEL?.toUpperCase() ?? 'INFO';

/** Returns the X-Ray id of the current invocation; Lambda sets it anew for each one. */
export const traceId = (environment: Environment = process.env): string | undefined =>
  /Root=([^;]+)/.exec(environment['_X_AMZN_TRACE_ID'] ?? '')?.[1];
