import * as z from 'zod/mini';
import { arnOf, idOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import {
  createAdConfiguration as create,
  getAdConfiguration as readAdConfiguration,
  listAdConfigurations as readAdConfigurations,
  updateAdConfiguration as update,
} from '../ivs/adConfigurations.ts';
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

/** The shape that IVS returns, both in lists and for a single ad configuration. */
const adConfiguration = withId(
  'AdConfiguration',
  z.object({
    arn: text,
    name: text,
    mediaTailorPlaybackConfigurations: z.optional(
      z.array(z.object({ playbackConfigurationArn: text })),
    ),
    postRollConfiguration: z.optional(
      z.object({ enabled: z.optional(z.boolean()), durationSeconds: z.optional(z.int()) }),
    ),
    tags: z.optional(tags),
  }),
);
const shown = z.object({ adConfiguration });

const MEDIA_TAILOR_ARN =
  /^arn:aws:mediatailor:[a-z0-9-]+:[0-9]+:playbackConfiguration\/[a-zA-Z0-9-]+$/;
const playbackConfigurations = z
  .array(
    z.strictObject({
      playbackConfigurationArn: z
        .string()
        .check(
          z.maxLength(128),
          z.regex(MEDIA_TAILOR_ARN, 'must be the ARN of a MediaTailor playback configuration'),
        ),
    }),
  )
  .check(z.minLength(1), z.maxLength(3));
/** The fields that IVS accepts (service model 2020-07-14). */
const adFields = {
  name: z.optional(resourceName),
  postRollConfiguration: described(
    'The ads that play after a stream ends.',
    z.optional(
      z.strictObject({
        enabled: z.boolean(),
        durationSeconds: z.int().check(z.minimum(1), z.maximum(300)),
      }),
    ),
  ),
};
const newAdConfiguration = withId(
  'NewAdConfiguration',
  z.strictObject({
    ...adFields,
    mediaTailorPlaybackConfigurations: playbackConfigurations,
    tags: z.optional(newTags),
  }),
);
const adConfigurationChange = z
  .strictObject({
    ...adFields,
    mediaTailorPlaybackConfigurations: z.optional(playbackConfigurations),
  })
  .check(someField);

type OfOne = Pick<Call<'adConfigurationId'>, 'app' | 'parameters'>;
const arnIn = ({ app, parameters }: OfOne): string =>
  arnOf(app.config, 'ad-configuration', parameters.adConfigurationId);
const read = (call: OfOne): ReturnType<typeof readAdConfiguration> =>
  readAdConfiguration(call.app.ivs, arnIn(call));
const missing = ({ parameters }: OfOne): Problem =>
  new Problem('not-found', `There is no ad configuration ${parameters.adConfigurationId}.`);

const PLAYBACK_CONFIGURATION =
  'arn:aws:mediatailor:us-west-2:123456789012:playbackConfiguration/shows';

export const { list: listAdConfigurations, get: getAdConfiguration } = readRoutes(
  'ad-configurations:read',
  {
    list: {
      key: 'GET /v1/ad-configurations',
      operation: 'ListAdConfigurations',
      summary: 'List ad configurations',
      answer: 'A page of ad configurations.',
      of: 'adConfigurations',
      item: adConfiguration,
      query: pageQuery,
      read: ({ app }, page) => readAdConfigurations(app.ivs, page),
    },
    get: {
      key: 'GET /v1/ad-configurations/{adConfigurationId}',
      operation: 'GetAdConfiguration',
      summary: 'Get an ad configuration',
      answer: 'The ad configuration.',
      schema: shown,
      read,
      body: (found) => ({ adConfiguration: found }),
      missing,
    },
  },
);

/**
 * Creates an ad configuration. A repeat under the same Idempotency-Key does not create a second
 * one.
 */
export const createAdConfiguration = defineRoute({
  key: 'POST /v1/ad-configurations',
  scope: 'ad-configurations:write',
  mutates: true,
  plain: true,
  operations: ['CreateAdConfiguration'],
  name: 'createAdConfiguration',
  summary: 'Create an ad configuration',
  description:
    'An ad configuration names one to three MediaTailor playback configurations, which ' +
    'supply the ads. IVS allows 20 ad configurations per region.',
  answers: {
    201: {
      description:
        'The new ad configuration. A channel shows its ads once it is attached to the channel.',
      schema: shown,
    },
  },
  problems: [...OF_CHANGE, 'not-found'],
  example: {
    body: {
      name: 'shows',
      mediaTailorPlaybackConfigurations: [{ playbackConfigurationArn: PLAYBACK_CONFIGURATION }],
    },
  },
  body: newAdConfiguration,
  answer(call) {
    const { app, body } = call;
    return performDirectly(call, {
      operation: 'CreateAdConfiguration',
      request: body,
      again: 'onceSettled',
      async does(attempt) {
        const known = await madeBefore(attempt, (page) => readAdConfigurations(app.ivs, page));
        const made =
          known ?? (await create(app.ivs, { ...body, tags: { ...body.tags, ...attempt.marks } }));
        if (made === 'notFound')
          throw new Problem('not-found', 'There is no such MediaTailor playback configuration.');
        return {
          status: 201,
          headers: { location: `/v1/ad-configurations/${idOf(made.arn ?? '')}` },
          body: { adConfiguration: made },
        };
      },
    });
  },
});

export const updateAdConfiguration = defineRoute({
  key: 'PATCH /v1/ad-configurations/{adConfigurationId}',
  scope: 'ad-configurations:write',
  mutates: true,
  plain: true,
  operations: ['UpdateAdConfiguration'],
  name: 'updateAdConfiguration',
  summary: 'Update an ad configuration',
  description:
    'Omitted fields keep their values. The change applies to every channel that uses the ad ' +
    'configuration.',
  answers: { 200: { description: 'The updated ad configuration.', schema: shown } },
  problems: [...OF_CHANGE, 'not-found'],
  example: { body: { postRollConfiguration: { enabled: true, durationSeconds: 30 } } },
  body: adConfigurationChange,
  answer(call) {
    const request = { ...call.body, arn: arnIn(call) };
    return performDirectly(call, {
      operation: 'UpdateAdConfiguration',
      request,
      async look() {
        if ((await read(call)) === 'notFound') throw missing(call);
      },
      async does() {
        const found = await update(call.app.ivs, request);
        if (found === 'notFound') throw missing(call);
        return { status: 200, body: { adConfiguration: found } };
      },
    });
  },
});
