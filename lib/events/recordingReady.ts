import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));

/** Our event that a recording is complete. */
export const recordingReady = z.object({
  source: z.literal('channelkeeper'),
  'detail-type': z.literal('Recording Ready'),
  resources: z.array(z.string()),
  detail: z.object({
    channelArn: text,
    recordingId: text,
    bucketName: z.exactOptional(z.string()),
    prefix: z.exactOptional(z.string()),
    streamIds: z.array(z.string()),
    durationSeconds: z.exactOptional(z.number()),
  }),
});
export type RecordingReady = z.infer<typeof recordingReady>;
