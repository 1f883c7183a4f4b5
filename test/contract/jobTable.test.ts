import { afterAll, beforeAll } from 'vitest';
import { startDynamoDb } from '../../local/dynamodb.ts';
import { jobTableContract } from './jobTable.ts';

/**
 * Set by `npm run test:dynamodb-local`. Without it, the embedded store has to keep the contract.
 */
const given = process.env.DYNAMODB_LOCAL_URL;

if (given === undefined) {
  let embedded: Awaited<ReturnType<typeof startDynamoDb>> | undefined;
  beforeAll(async () => {
    embedded = await startDynamoDb({ port: 0, tables: [] });
  });
  afterAll(() => embedded?.close());
  jobTableContract({ name: 'the embedded DynamoDB', url: () => embedded?.url ?? '' });
} else jobTableContract({ name: 'DynamoDB Local', url: () => given });
