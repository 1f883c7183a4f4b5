import { idOf, openClient } from '@channelkeeper/client';

const client = openClient({
  url: process.env.API_URL ?? 'http://127.0.0.1:3000',
  token: process.env.TOKEN ?? '',
});

const { channel } = await client.outcomeOf(
  client.POST('/v1/channels', { body: { name: 'quick-start', authorized: true } }),
);
const channelId = idOf(channel);

for await (const { name, arn } of client.each('/v1/channels')) console.log('channel', name, arn);

const viewerSessions = [
  { channelId, viewerId: 'viewer-1', viewerSessionVersionsLessThanOrEqualTo: 7 },
];
const { job } = await client.outcomeOf(
  client.POST('/v1/viewer-session-revocations', { body: { viewerSessions } }),
);
for await (const { outcome } of client.each('/v1/jobs/{jobId}/results', {
  path: { jobId: job.id },
}))
  console.log('revocation', outcome);

const ofChannel = { path: { channelId }, header: { 'X-Reason': 'only a try' } };
await client.outcomeOf(client.DELETE('/v1/channels/{channelId}', { params: ofChannel }));
console.log('deleted');
