import type { Config } from './config.ts';

/**
 * The kinds of IVS resources whose ids appear in our paths (IVS API reference:
 * `arn:aws:ivs:<region>:<account>:<kind>/<id>`).
 */
export type ArnKind =
  | 'channel'
  | 'stream-key'
  | 'playback-key'
  | 'playback-restriction-policy'
  | 'recording-configuration'
  | 'ad-configuration';

/** Returns the ARN of a resource in this deployment's account and region. */
export const arnOf = (
  config: Pick<Config, 'region' | 'accountId'>,
  kind: ArnKind,
  id: string,
): string => `arn:aws:ivs:${config.region}:${config.accountId}:${kind}/${id}`;

/** Returns the id of a resource: the last segment of its ARN. */
export const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
