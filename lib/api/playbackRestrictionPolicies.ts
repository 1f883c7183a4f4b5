import * as z from 'zod/mini';
import { arnOf, idOf } from '../arns.ts';
import { COUNTRIES } from '../countries.ts';
import { Problem } from '../errors.ts';
import {
  createPlaybackRestrictionPolicy as create,
  getPlaybackRestrictionPolicy as readPolicy,
  listPlaybackRestrictionPolicies as readPolicies,
  updatePlaybackRestrictionPolicy as update,
} from '../ivs/playbackRestrictionPolicies.ts';
import { pageQuery } from '../http/pagination.ts';
import { readRoutes } from '../http/readRoutes.ts';
import { madeBefore, performDirectly } from '../http/directMutation.ts';
import { defineRoute, type Call } from '../http/route.ts';
import {
  withId,
  OF_CHANGE,
  resourceName,
  described,
  someField,
  tags,
  text,
} from '../http/schemas.ts';
import { newTags } from './tagSchemas.ts';

const list = z.optional(z.array(z.string()));
/** The shape that IVS returns, both in lists and for a single policy. */
const playbackRestrictionPolicy = withId(
  'PlaybackRestrictionPolicy',
  z.object({
    arn: text,
    name: text,
    allowedCountries: list,
    allowedOrigins: list,
    enableStrictOriginEnforcement: z.optional(z.boolean()),
    tags: z.optional(tags),
  }),
);
const shown = z.object({ playbackRestrictionPolicy });

const country = withId(
  'Country',
  z.enum(
    COUNTRIES,
    'must be an ISO 3166-1 alpha-2 country code: two capitals that are officially assigned',
  ),
);

/**
 * The fields that IVS accepts (service model 2020-07-14; the counts are quotas: IVS user guide,
 * Service Quotas). An empty list allows all.
 */
const policyFields = {
  allowedCountries: described(
    'The countries where the channel plays, by their officially assigned ISO 3166-1 alpha-2 ' +
      'codes. An empty list allows all countries.',
    z.optional(z.array(country).check(z.maxLength(200))),
  ),
  allowedOrigins: described(
    'The origins on which the channel plays, such as `https://example.com`. An empty list ' +
      'allows all origins.',
    z.optional(z.array(z.string().check(z.maxLength(128))).check(z.maxLength(5))),
  ),
  enableStrictOriginEnforcement: described(
    'Whether players that send no `Origin` are refused as well.',
    z.optional(z.boolean()),
  ),
  name: z.optional(resourceName),
};
const newPolicy = withId(
  'NewPlaybackRestrictionPolicy',
  z.strictObject({ ...policyFields, tags: z.optional(newTags) }),
);
const policyChange = z.strictObject(policyFields).check(someField);

type OfOne = Pick<Call<'playbackRestrictionPolicyId'>, 'app' | 'parameters'>;
const arnIn = ({ app, parameters }: OfOne): string =>
  arnOf(app.config, 'playback-restriction-policy', parameters.playbackRestrictionPolicyId);
const read = (call: OfOne): ReturnType<typeof readPolicy> => readPolicy(call.app.ivs, arnIn(call));
const missing = ({ parameters: { playbackRestrictionPolicyId: id } }: OfOne): Problem =>
  new Problem('not-found', `There is no playback restriction policy ${id}.`);

export const { list: listPlaybackRestrictionPolicies, get: getPlaybackRestrictionPolicy } =
  readRoutes('playback-restriction-policies:read', {
    list: {
      key: 'GET /v1/playback-restriction-policies',
      operation: 'ListPlaybackRestrictionPolicies',
      summary: 'List playback restriction policies',
      answer: 'A page of playback restriction policies.',
      of: 'playbackRestrictionPolicies',
      item: playbackRestrictionPolicy,
      query: pageQuery,
      read: ({ app }, page) => readPolicies(app.ivs, page),
    },
    get: {
      key: 'GET /v1/playback-restriction-policies/{playbackRestrictionPolicyId}',
      operation: 'GetPlaybackRestrictionPolicy',
      summary: 'Get a playback restriction policy',
      answer: 'The policy.',
      schema: shown,
      read,
      body: (found) => ({ playbackRestrictionPolicy: found }),
      missing,
    },
  });

/** Creates a policy. A repeat under the same Idempotency-Key does not create a second one. */
export const createPlaybackRestrictionPolicy = defineRoute({
  key: 'POST /v1/playback-restriction-policies',
  scope: 'playback-restriction-policies:write',
  mutates: true,
  plain: true,
  operations: ['CreatePlaybackRestrictionPolicy'],
  name: 'createPlaybackRestrictionPolicy',
  summary: 'Create a playback restriction policy',
  description:
    'Absent or empty lists allow every country and every origin. IVS allows three policies ' +
    'per region, and applies them to public channels only.',
  answers: {
    201: {
      description:
        'The new policy. It takes effect on a channel once it is attached to the channel.',
      schema: shown,
    },
  },
  problems: OF_CHANGE,
  example: {
    body: {
      name: 'europe',
      allowedCountries: ['DE', 'FR'],
      allowedOrigins: ['https://example.com'],
    },
  },
  body: newPolicy,
  answer(call) {
    const { app, body } = call;
    return performDirectly(call, {
      operation: 'CreatePlaybackRestrictionPolicy',
      request: body,
      again: 'onceSettled',
      async does(attempt) {
        const known = await madeBefore(attempt, (page) => readPolicies(app.ivs, page));
        const made =
          known ?? (await create(app.ivs, { ...body, tags: { ...body.tags, ...attempt.marks } }));
        const location = `/v1/playback-restriction-policies/${idOf(made.arn ?? '')}`;
        return { status: 201, headers: { location }, body: { playbackRestrictionPolicy: made } };
      },
    });
  },
});

export const updatePlaybackRestrictionPolicy = defineRoute({
  key: 'PATCH /v1/playback-restriction-policies/{playbackRestrictionPolicyId}',
  scope: 'playback-restriction-policies:write',
  mutates: true,
  plain: true,
  operations: ['UpdatePlaybackRestrictionPolicy'],
  name: 'updatePlaybackRestrictionPolicy',
  summary: 'Update a playback restriction policy',
  description:
    'Omitted fields keep their values; a list replaces the old list. The change applies to ' +
    'every channel that uses the policy.',
  answers: { 200: { description: 'The updated policy.', schema: shown } },
  problems: [...OF_CHANGE, 'not-found'],
  example: { body: { allowedCountries: ['DE', 'FR', 'IT'] } },
  body: policyChange,
  answer(call) {
    const request = { ...call.body, arn: arnIn(call) };
    return performDirectly(call, {
      operation: 'UpdatePlaybackRestrictionPolicy',
      request,
      async look() {
        if ((await read(call)) === 'notFound') throw missing(call);
      },
      async does() {
        const policy = await update(call.app.ivs, request);
        if (policy === 'notFound') throw missing(call);
        return { status: 200, body: { playbackRestrictionPolicy: policy } };
      },
    });
  },
});
