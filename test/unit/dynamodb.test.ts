import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../lib/clock.ts';
import { openStore } from '../../lib/dynamodb.ts';
import { startDynamoDb } from '../../local/dynamodb.ts';

const tableName = 'jobs';
const KEY = [
  { AttributeName: 'pk', KeyType: 'HASH' },
  { AttributeName: 'sk', KeyType: 'RANGE' },
] as const;

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it('the middleware of a command is put together once, however often it is called', async () => {
  const local = await startDynamoDb({
    port: 0,
    tables: [
      {
        TableName: tableName,
        AttributeDefinitions: KEY.map(({ AttributeName }) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        KeySchema: [...KEY],
      },
    ],
  });
  onTestFinished(() => local.close());
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', local.url);
  vi.stubEnv('AWS_REGION', 'us-west-2');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const building = vi.spyOn(GetItemCommand.prototype, 'resolveMiddleware');
  const store = openStore({ tableName }, systemClock);
  const item = { pk: 'a', sk: 'b', list: [1, { deep: 'text' }], gone: undefined, none: null };
  expect(await store.putIfAbsent(item)).toBe(true);
  for (let calls = 0; calls < 3; calls++)
    expect(await store.get({ pk: 'a', sk: 'b' })).toEqual({
      pk: 'a',
      sk: 'b',
      list: [1, { deep: 'text' }],
      none: null,
    });
  expect(building).toHaveBeenCalledTimes(1);
});
