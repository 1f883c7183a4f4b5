import { describe, expect } from 'vitest';
import { askIvs, givenChannel, givenManyChannels } from '../given.ts';
import {
  givenAdConfiguration,
  givenPlaybackRestrictionPolicy,
  givenRecordingConfiguration,
} from '../givenAttachments.ts';

import { it } from '../worldTest.ts';

describe('deleteAttachment', () => {
  const kinds = [
    [
      'recording-configurations',
      givenRecordingConfiguration,
      'recordingConfigurationArn',
      'Recording Configuration Deleted',
    ],
    [
      'playback-restriction-policies',
      givenPlaybackRestrictionPolicy,
      'playbackRestrictionPolicyArn',
      'Playback Restriction Policy Deleted',
    ],
    ['ad-configurations', givenAdConfiguration, 'adConfigurationArn', 'Ad Configuration Deleted'],
  ] as const;

  it.for(kinds)(
    '%s: deletes a resource that no channel refers to, says so, and answers 404 then',
    async ([resourceType, given, field, event], { world }) => {
      const { id, arn } = await given(world);

      expect((await world.http('DELETE', `/v1/${resourceType}/${id}`)).status).toBe(204);

      expect(world.published(event)).toEqual([expect.objectContaining({ [field]: arn })]);
      expect(await world.http('DELETE', `/v1/${resourceType}/${id}`)).toMatchObject({
        status: 404,
        body: { type: '/problems/not-found' },
      });
    },
  );

  it.for(kinds)(
    '%s: refuses while a channel refers to it, names the channels, and changes none',
    async ([resourceType, given, field], { world }) => {
      const { id, arn } = await given(world);
      const channel = await givenChannel(world, { [field]: arn });
      await givenChannel(world);

      const answer = await world.http('DELETE', `/v1/${resourceType}/${id}`);

      expect(answer).toMatchObject({
        status: 409,
        body: {
          type: '/problems/in-use',
          channels: [channel.arn],
          detail: expect.stringContaining('detach=idle') as unknown,
        },
      });
      expect((await world.http('GET', `/v1/channels/${channel.id}`)).body).toMatchObject({
        channel: { [field]: arn },
      });
      expect(
        (
          await world.http('DELETE', `/v1/${resourceType}/${id}?detach=idle`, {
            headers: { prefer: 'wait=20' },
          })
        ).status,
      ).toBe(204);
    },
  );

  it('lists a hundred of the channels, and says that there are more', async ({ world }) => {
    const { id, arn } = await givenRecordingConfiguration(world);
    await givenManyChannels(world, 103, { recordingConfigurationArn: arn });

    const { body } = await world.http('DELETE', `/v1/recording-configurations/${id}`);

    expect(body.channels).toHaveLength(100);
    expect(body.detail).toContain('The first 100 are listed');
  });

  it('passes on the refusal of IVS for a resource still being created', async ({ world }) => {
    const made = await world.http('POST', '/v1/recording-configurations?dryRun=true', {
      body: { destinationConfiguration: { s3: { bucketName: 'recordings' } } },
    });
    expect(made.status).toBe(200);
    const answer = await askIvs(world, 'CreateRecordingConfiguration', {
      destinationConfiguration: { s3: { bucketName: 'recordings' } },
    });
    const { recordingConfiguration } = (await answer.json()) as {
      recordingConfiguration: { arn: string };
    };

    expect(
      await world.http(
        'DELETE',
        `/v1/recording-configurations/${recordingConfiguration.arn.split('/')[1] ?? ''}`,
      ),
    ).toMatchObject({
      status: 409,
      body: {
        type: '/problems/in-use',
        channels: [],
        detail: expect.stringContaining('being created') as unknown,
      },
    });
  });
});
