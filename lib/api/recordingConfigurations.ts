import * as z from 'zod/mini';
import { arnOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import {
  getRecordingConfiguration as readRecordingConfiguration,
  listRecordingConfigurations as readRecordingConfigurations,
} from '../ivs/recordingConfigurations.ts';
import { nextIn, pageAsked, pageQuery } from './pages.ts';
import { defineRoute } from './route.ts';
import { named, nextCursor, OF_IVS, tags } from './shapes.ts';

const text = z.optional(z.string());

const summaryFields = {
  arn: text,
  name: text,
  state: z.optional(z.enum(['CREATING', 'CREATE_FAILED', 'ACTIVE'])),
  destinationConfiguration: z.optional(z.object({ s3: z.optional(z.object({ bucketName: text })) })),
  tags: z.optional(tags),
};
/** As IVS shapes it (ListRecordingConfigurations). */
const recordingConfigurationSummary = named('RecordingConfigurationSummary', z.object(summaryFields));
/** As IVS shapes it (GetRecordingConfiguration). */
export const recordingConfigurationShape = named(
  'RecordingConfiguration',
  z.object({
    ...summaryFields,
    recordingReconnectWindowSeconds: z.optional(z.int()),
    thumbnailConfiguration: z.optional(
      z.object({ recordingMode: text, targetIntervalSeconds: z.optional(z.int()), resolution: text, storage: z.optional(z.array(z.string())) }),
    ),
    renditionConfiguration: z.optional(z.object({ renditionSelection: text, renditions: z.optional(z.array(z.string())) })),
  }),
);

export const listRecordingConfigurations = defineRoute({
  key: 'GET /v1/recording-configurations',
  scope: 'recording-configurations:read',
  operations: ['ListRecordingConfigurations'],
  name: 'listRecordingConfigurations',
  summary: 'Recording configurations',
  answers: {
    200: { description: 'A page of them.', schema: z.object({ recordingConfigurations: z.array(recordingConfigurationSummary), nextCursor }) },
  },
  problems: OF_IVS,
  query: pageQuery,
  async answer({ app, query }) {
    const page = await readRecordingConfigurations(app.ivs, pageAsked('recordingConfigurations', query));
    return { status: 200, body: { recordingConfigurations: page.items, ...nextIn('recordingConfigurations', page) } };
  },
});

export const getRecordingConfiguration = defineRoute({
  key: 'GET /v1/recording-configurations/{recordingConfigurationId}',
  scope: 'recording-configurations:read',
  operations: ['GetRecordingConfiguration'],
  name: 'getRecordingConfiguration',
  summary: 'A recording configuration',
  description: '`state` is `ACTIVE` when channels can record by it. There is no change of one: make another, point the channels to it, delete the old one.',
  answers: { 200: { description: 'The recording configuration.', schema: z.object({ recordingConfiguration: recordingConfigurationShape }) } },
  problems: [...OF_IVS, 'not-found'],
  async answer({ app, parameters: { recordingConfigurationId } }) {
    const found = await readRecordingConfiguration(app.ivs, arnOf(app.config, 'recording-configuration', recordingConfigurationId));
    if (found === 'notFound') throw new Problem('not-found', `There is no recording configuration ${recordingConfigurationId}.`);
    return { status: 200, body: { recordingConfiguration: found } };
  },
});
