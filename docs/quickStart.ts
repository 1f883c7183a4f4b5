import { dataOf, openClient } from 'channelkeeper/client';

const client = openClient({ url: process.env.API_URL ?? 'http://127.0.0.1:3000', token: process.env.TOKEN ?? '' });

const made = dataOf(await client.POST('/v1/channels', { body: { name: 'quick-start', authorized: true } }));
if (!('channel' in made)) throw new Error('IVS is busy: the channel is still being made.');
const channelId = made.channel.arn?.split('/')[1] ?? '';

for await (const { name, arn } of client.each('/v1/channels')) console.log('channel', name, arn);

const revoked = dataOf(
  await client.POST('/v1/viewer-session-revocations', {
    body: { viewerSessions: [{ channelId, viewerId: 'viewer-1', viewerSessionVersionsLessThanOrEqualTo: 7 }] },
  }),
);
if ('job' in revoked) await client.waitForJob(revoked.job, { onProgress: ({ status, step }) => console.log('revocation', status, step) });

const deleted = await client.DELETE('/v1/channels/{channelId}', { params: { path: { channelId }, header: { 'X-Reason': 'only a try' } } });
console.log(deleted.response.status === 204 ? 'deleted' : 'being deleted');
