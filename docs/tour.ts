import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { dataOf, idOf, openClient, ProblemError } from '@channelkeeper/client';
import { SignJWT } from 'jose';

const {
  API_URL = 'http://127.0.0.1:3000',
  LOCAL = 'http://127.0.0.1:4100/_local',
  TOKEN = '',
} = process.env;
const client = openClient({ url: API_URL, token: TOKEN });

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const publicKeyMaterial = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const { playbackKeyPair } = await client.outcomeOf(
  client.POST('/v1/playback-key-pairs', { body: { publicKeyMaterial } }),
);

const { channel } = await client.outcomeOf(
  client.POST('/v1/channels', { body: { name: 'tour', authorized: true } }),
);
const path = { channelId: idOf(channel) };
for await (const { name, authorized } of client.each('/v1/channels', { query: { name: 'tour' } }))
  console.log(name, authorized);

const { streamKeys } = dataOf(
  await client.GET('/v1/channels/{channelId}/stream-keys', { params: { path } }),
);
const { streamKey } = dataOf(
  await client.GET('/v1/stream-keys/{streamKeyId}', {
    params: { path: { streamKeyId: idOf(streamKeys[0]) } },
  }),
);
console.log(streamKey.value?.slice(0, 13));

const isLive = async (): Promise<boolean> =>
  (await client.GET('/v1/channels/{channelId}/stream', { params: { path } })).response.ok;
async function goLive(): Promise<string> {
  const response = await fetch(`${LOCAL}/encoders`, {
    method: 'POST',
    body: JSON.stringify({ channelArn: channel.arn }),
  });
  while (!(await isLive())) await pause(2_000);
  return ((await response.json()) as { encoderId: string }).encoderId;
}
await goLive();
const { stream } = dataOf(
  await client.GET('/v1/channels/{channelId}/stream', { params: { path } }),
);
console.log(stream.state, stream.health);

const playbackToken = (viewer: string, version: number): Promise<string> =>
  new SignJWT({
    'aws:channel-arn': channel.arn,
    'aws:viewer-id': viewer,
    'aws:viewer-session-version': version,
  })
    .setProtectedHeader({ alg: 'ES384', typ: 'JWT' })
    .setExpirationTime('5 minutes')
    .sign(privateKey);

const { playbackUrl = '' } = channel;
console.log((await fetch(playbackUrl)).status);
const variants = await (
  await fetch(`${playbackUrl}?token=${await playbackToken('ann', 1)}`)
).text();
const playlist = /^http.+$/m.exec(variants)?.[0] ?? '';
console.log((await fetch(playlist)).status);

await client.outcomeOf(
  client.POST('/v1/channels/{channelId}/metadata', {
    params: { path },
    body: { metadata: 'goal: 2-1' },
  }),
);

const viewerSessions = [
  { channelArn: channel.arn ?? '', viewerId: 'ann', viewerSessionVersionsLessThanOrEqualTo: 1 },
];
const revocation = await client.outcomeOf(
  client.POST('/v1/viewer-session-revocations', {
    params: { header: { 'X-Reason': 'abuse in the chat' } },
    body: { viewerSessions },
  }),
);
for await (const { outcome } of client.each('/v1/jobs/{jobId}/results', {
  path: { jobId: revocation.job.id },
}))
  console.log(outcome);
while ((await fetch(playlist)).ok) await pause(2_000);
console.log((await fetch(playlist)).status);

const { viewerBan } = await client.outcomeOf(
  client.POST('/v1/channels/{channelId}/viewer-bans', {
    params: { path },
    body: { viewerId: 'bob', until: '2037-01-01T00:00:00Z', reason: 'spam' },
  }),
);
console.log(viewerBan?.viewerId, viewerBan?.reason);
await client.outcomeOf(
  client.DELETE('/v1/channels/{channelId}/viewer-bans/{viewerId}', {
    params: { path: { ...path, viewerId: 'bob' } },
  }),
);

function idOfJob(data: object): string {
  if (!('job' in data)) throw new Error('There is no job.');
  return (data.job as { id: string }).id;
}
const opened = dataOf(await client.POST('/v1/viewer-session-revocations/batches'));
const ofBatch = { path: { jobId: idOfJob(opened) } };
for (const length of [600, 3, 2])
  await client.POST('/v1/viewer-session-revocations/{jobId}/pairs', {
    params: ofBatch,
    body: {
      viewerSessions: Array.from({ length }, (_, i) => ({
        channelId: path.channelId,
        viewerId: `bot-${length}-${i}`,
      })),
      viewerSessionVersionsLessThanOrEqualTo: 1,
    },
  });
await client.POST('/v1/viewer-session-revocations/{jobId}/close', { params: ofBatch });
const batch = await client.waitForJob({ id: ofBatch.path.jobId });
console.log(batch.status, batch.progress?.done);

const rotation = { params: { path, query: { when: 'now' } } } as const;
const { streamKey: newKey } = await client.outcomeOf(
  client.POST('/v1/channels/{channelId}/stream-key-rotations', rotation),
);
console.log(newKey.arn !== streamKey.arn);

const idle = await client.outcomeOf(
  client.POST('/v1/channels/{channelId}/stream-key-rotations', {
    params: { path, query: { when: 'idle' } },
  }),
);
await client.outcomeOf(
  client.DELETE('/v1/stream-keys/{streamKeyId}', {
    params: {
      path: { streamKeyId: idOf(idle.streamKey) },
      query: { channelId: path.channelId, when: 'now' },
    },
  }),
);
const given = await client.outcomeOf(
  client.POST('/v1/channels/{channelId}/stream-keys', { params: { path }, body: {} }),
);
console.log(given.job.workflow);

const update = (latencyMode: 'NORMAL' | 'LOW', when?: 'now' | 'idle') =>
  client.PATCH('/v1/channels/{channelId}', {
    params: { path, query: { ...(when && { when }) } },
    body: { latencyMode },
  });

const encoderId = await goLive();
await client
  .outcomeOf(update('NORMAL'))
  .catch((error: unknown) => console.log(error instanceof ProblemError && error.type));

const waiting = dataOf(await update('NORMAL', 'idle'));
await fetch(`${LOCAL}/encoders/${encoderId}`, { method: 'DELETE' });
if ('job' in waiting)
  await client.waitForJob(waiting.job, {
    onProgress: ({ status }) => status === 'succeeded' && console.log(status),
  });

await goLive();
const changed = await client.outcomeOf(update('LOW', 'now'));
console.log(changed.channel.latencyMode);

await goLive();
await client.outcomeOf(
  client.DELETE('/v1/channels/{channelId}/stream', { params: { path, query: { once: 'true' } } }),
);

await goLive();
const ofSuspension = { params: { path, header: { 'X-Reason': 'stolen content' } } };
const suspended = await client.outcomeOf(
  client.POST('/v1/channels/{channelId}/suspension', ofSuspension),
);
console.log(suspended.suspension?.reason, Number(suspended.job.result?.timeToDarkMs) < 5_000);
await client.outcomeOf(client.DELETE('/v1/channels/{channelId}/suspension', { params: { path } }));

const later = { params: { path, query: { after: 'PT2H' } } };
const planned = dataOf(await client.DELETE('/v1/channels/{channelId}', later));
if (planned && 'job' in planned) {
  const job = { params: { path: { jobId: planned.job.id } } };
  const { job: cancelled } = await client.outcomeOf(client.POST('/v1/jobs/{jobId}/cancel', job));
  console.log(planned.job.scheduled?.workflow, cancelled.status);
}

await goLive();
const { operation } = await client.outcomeOf(
  client.POST('/v1/operations', {
    body: { workflow: 'stopStream', selection: { name: 'tour' } },
  }),
);
const ofOperation = { path: { operationId: operation.id } };
await client.POST('/v1/operations/{operationId}/apply', { params: ofOperation, body: {} });
await client.waitForJob({ id: operation.jobId });
for await (const { outcome } of client.each('/v1/operations/{operationId}/results', ofOperation))
  console.log(operation.total, outcome);

const ofPolicy = { params: { path: { policyName: 'tour' } } };
const { policy } = await client.outcomeOf(
  client.PUT('/v1/policies/{policyName}', {
    ...ofPolicy,
    body: { selection: { name: 'tour' }, streamKeyMaxAge: 'P30D', streamMaxLength: 'PT12H' },
  }),
);
console.log(policy.name, policy.streamKeyMaxAge);
await client.DELETE('/v1/policies/{policyName}', ofPolicy);

const body = { destinationConfiguration: { s3: { bucketName: 'tour' } } };
const { recordingConfiguration } = await client.outcomeOf(
  client.POST('/v1/recording-configurations', { body }),
);
const recordingConfigurationArn = recordingConfiguration.arn ?? '';
await client.outcomeOf(
  client.PATCH('/v1/channels/{channelId}', {
    params: { path },
    body: { recordingConfigurationArn },
  }),
);

const retired = {
  path: { recordingConfigurationId: idOf(recordingConfiguration) },
  query: { detach: 'idle' },
} as const;
await client.outcomeOf(
  client.DELETE('/v1/recording-configurations/{recordingConfigurationId}', { params: retired }),
);

const next = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey;
const overlapping = dataOf(
  await client.POST('/v1/playback-key-pairs/{playbackKeyPairId}/rotations', {
    params: { path: { playbackKeyPairId: idOf(playbackKeyPair) } },
    body: {
      publicKeyMaterial: next.export({ type: 'spki', format: 'pem' }).toString(),
      overlap: 'PT1H',
    },
  }),
);
const { job: kept } = await client.outcomeOf(
  client.POST('/v1/jobs/{jobId}/cancel', { params: { path: { jobId: idOfJob(overlapping) } } }),
);
console.log(kept.status, kept.left);
await client.outcomeOf(
  client.DELETE('/v1/playback-key-pairs/{playbackKeyPairId}', {
    params: { path: { playbackKeyPairId: idOf(kept.result?.newPlaybackKeyPairArn) } },
  }),
);

await goLive();
await client.outcomeOf(
  client.DELETE('/v1/channels/{channelId}', {
    params: { path, header: { 'X-Reason': 'the stream is over' } },
  }),
);
await client.outcomeOf(
  client.DELETE('/v1/playback-key-pairs/{playbackKeyPairId}', {
    params: { path: { playbackKeyPairId: idOf(playbackKeyPair) } },
  }),
);
for await (const { workflow, status, reason } of client.each('/v1/jobs', {
  query: { subject: `channel/${path.channelId}`, workflow: 'deleteChannel' },
})) {
  console.log(workflow, status, reason);
}
