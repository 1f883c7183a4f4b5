import { z } from 'zod';
import { ivsError } from './errors.ts';

/**
 * Constraints of the IVS service model (2020-07-14). Its newer editions strip the anchors from patterns;
 * all are fully anchored here. Clients check almost none of this, so it reaches the service.
 */
const arnOf = (kind: string): z.ZodString => z.string().min(1).max(128).regex(new RegExp(`^arn:aws:ivs:[a-z0-9-]+:[0-9]+:${kind}/[a-zA-Z0-9-]+$`));
const emptyOrArnOf = (kind: string): z.ZodString => z.string().max(128).regex(new RegExp(`^$|^arn:aws:ivs:[a-z0-9-]+:[0-9]+:${kind}/[a-zA-Z0-9-]+$`));

export const channelArn = arnOf('channel');
export const streamKeyArn = arnOf('stream-key');
/** The model's own pattern lacks the `+` and so matches no ARN at all; this is what it must mean. */
export const resourceArn = arnOf('[a-z-]+');
export const channelName = z.string().max(128).regex(/^[a-zA-Z0-9-_]*$/);
export const streamId = z.string().length(26).regex(/^st-[a-zA-Z0-9]+$/);
export const viewerId = z.string().min(1).max(40);
export const viewerSessionVersion = z.int().min(0).max(2_147_483_647);
export const streamHealth = z.enum(['HEALTHY', 'STARVING', 'UNKNOWN']);
export const paginationToken = z.string().max(1024).regex(/^[a-zA-Z0-9+/=_-]*$/);
export const maxResults = (most: number): z.ZodInt => z.int().min(1).max(most);

const tagKey = z.string().min(1).max(128).regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u);
const tagValue = z.string().max(256).regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u);
export const tagKeys = z.array(tagKey).max(50);
export const tags = z
  .record(tagKey, tagValue)
  .refine((map) => Object.keys(map).length <= 50, 'Member must have length less than or equal to 50')
  .refine((map) => !Object.keys(map).some((key) => /^aws:/i.test(key)), 'Tag keys must not start with the reserved prefix aws:');

/** What CreateChannel and UpdateChannel have in common; every member is optional. */
export const channelMembers = {
  name: channelName.optional(),
  latencyMode: z.enum(['NORMAL', 'LOW']).optional(),
  type: z.enum(['BASIC', 'STANDARD', 'ADVANCED_SD', 'ADVANCED_HD']).optional(),
  authorized: z.boolean().optional(),
  recordingConfigurationArn: emptyOrArnOf('recording-configuration').optional(),
  insecureIngest: z.boolean().optional(),
  preset: z.enum(['HIGHER_BANDWIDTH_DELIVERY', 'CONSTRAINED_BANDWIDTH_DELIVERY']).optional(),
  playbackRestrictionPolicyArn: emptyOrArnOf('playback-restriction-policy').optional(),
  multitrackInputConfiguration: z
    .object({
      enabled: z.boolean().optional(),
      policy: z.enum(['ALLOW', 'REQUIRE']).optional(),
      maximumResolution: z.enum(['SD', 'HD', 'FULL_HD']).optional(),
    })
    .optional(),
  containerFormat: z.enum(['TS', 'FRAGMENTED_MP4']).optional(),
  adConfigurationArn: emptyOrArnOf('ad-configuration').optional(),
};

/** ListChannels filters: the same ARNs, `""` allowed. */
export const channelFilters = {
  filterByName: channelName.optional(),
  filterByRecordingConfigurationArn: channelMembers.recordingConfigurationArn,
  filterByPlaybackRestrictionPolicyArn: channelMembers.playbackRestrictionPolicyArn,
  filterByAdConfigurationArn: channelMembers.adConfigurationArn,
};

/**
 * Checks `input` and gives it back typed, unknown members removed.
 * @throws IvsError ValidationException (400), worded as AWS words constraint failures. Values are never echoed.
 */
export function validate<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(describe);
  throw ivsError('ValidationException', `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: ${problems.join('; ')}`);
}

function describe(issue: z.core.$ZodIssue): string {
  const at = issue.path.map((part) => (typeof part === 'number' ? `${part + 1}.member` : String(part))).join('.') || 'input';
  if (issue.code === 'invalid_type' && issue.input === undefined) return `Value null at '${at}' failed to satisfy constraint: Member must not be null`;
  return `Value at '${at}' failed to satisfy constraint: ${constraint(issue)}`;
}

function constraint(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `Member must be of type ${issue.expected}`;
  if (issue.code === 'too_big') return `Member must have ${measure(issue.origin)} less than or equal to ${issue.maximum}`;
  if (issue.code === 'too_small') return `Member must have ${measure(issue.origin)} greater than or equal to ${issue.minimum}`;
  if (issue.code === 'invalid_format') return `Member must satisfy regular expression pattern: ${issue.pattern?.replace(/^\/|\/u?$/g, '') ?? issue.format}`;
  if (issue.code === 'invalid_value') return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
  if (issue.code === 'invalid_key') return `Member must have keys that satisfy: ${issue.issues.map(constraint).join(', ')}`;
  return issue.message;
}

const measure = (origin: string): string => (origin === 'string' || origin === 'array' ? 'length' : 'value');
