import specs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import asyncApi from '../../docs/asyncapi.json' with { type: 'json' };
import catalogue from '../../docs/events.json' with { type: 'json' };
import { asyncApiDocument } from '../../lib/openapi/asyncApi.ts';
import { it as story } from '../worldTest.ts';

/** A message of the document: its payload's schema, and its examples. */
interface Message {
  name: string;
  description: string;
  payload: Record<string, unknown>;
  examples: { payload: Record<string, unknown> }[];
}

const messages = Object.entries(asyncApi.components.messages as unknown as Record<string, Message>);

/** Returns what a reference in the document points to. */
const resolved = ($ref: string): unknown =>
  $ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], asyncApi);

/** Returns all references in a part of the document. */
const referencesIn = (node: unknown): string[] => {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) =>
    name === '$ref' ? [String(value)] : referencesIn(value),
  );
};

/** The official schema of AsyncAPI 3.0.0, which states draft 7. */
const official = new Ajv({ strict: false, validateFormats: false }).compile(
  specs.schemasWithoutId['3.0.0'] as object,
);

describe('the AsyncAPI document', () => {
  it('keeps the official schema of AsyncAPI 3.0.0', () => {
    expect(official(asyncApi), JSON.stringify(official.errors?.slice(0, 3))).toBe(true);
    expect(official({ ...asyncApi, asyncapi: '2.6.0' })).toBe(false);
    const { bus } = asyncApi.channels;
    expect(official({ ...asyncApi, channels: { bus: { ...bus, topic: 'x' } } })).toBe(false);
    const { sendJobFailed } = asyncApi.operations;
    const wrong = { sendJobFailed: { ...sendJobFailed, action: 'publish' } };
    expect(official({ ...asyncApi, operations: wrong })).toBe(false);
  });

  it('has every event of the catalogue once, as a message that an operation sends', () => {
    expect(messages.map(([, { name }]) => name)).toEqual(
      catalogue.events.map(({ detailType }) => detailType),
    );
    const sent = Object.values(asyncApi.operations).map((operation) => {
      expect(operation.action).toBe('send');
      return operation.messages.map(({ $ref }) => resolved($ref));
    });
    expect(sent.flat()).toEqual(
      messages.map(([name]) => ({ $ref: `#/components/messages/${name}` })),
    );
  });

  it('refers to nothing that it does not have', () => {
    const references = referencesIn(asyncApi);
    expect(references.length).toBeGreaterThan(3 * messages.length);
    for (const reference of references) expect(resolved(reference), reference).toBeDefined();
  });

  it.for(messages)('%s has an example that keeps its payload by draft 7', ([, message]) => {
    const valid = new Ajv({ strict: true }).compile(message.payload);
    expect(message.examples.length).toBeGreaterThan(0);
    for (const { payload } of message.examples) {
      expect(valid(payload), JSON.stringify(valid.errors)).toBe(true);
      expect(valid({ ...payload, 'detail-type': 'Something Else' })).toBe(false);
    }
  });

  story('is served to everybody, and is the one in docs/asyncapi.json', async ({ world }) => {
    const answer = await fetch(`${world.stack.url}/v1/asyncapi.json`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(asyncApi);
  });

  it('describes what is served, by draft 7', () => {
    const made = asyncApiDocument(catalogue.events, asyncApi.info.version);
    expect(made).toEqual(asyncApi);
    expect(JSON.stringify(made)).not.toContain('json-schema.org');
  });

  story('describes the events that the functions really send', async ({ world }) => {
    const { body } = await world.http('POST', '/v1/channels', { body: { name: 'studio' } });
    const { arn } = body.channel as { arn: string };
    const id = arn.slice(arn.lastIndexOf('/') + 1);
    await world.http('POST', `/v1/channels/${id}/stream-key-rotations?when=now`);
    await world.http('DELETE', `/v1/channels/${id}`);
    await world.advance(5_000);
    const events = world.stack.bus.events().filter(({ source }) => source === 'channelkeeper');
    const types = new Set(events.map((event) => event['detail-type']));
    expect([...types].toSorted()).toEqual([
      'Channel Deleted',
      'Job Succeeded',
      'Stream Key Rotated',
    ]);
    for (const event of events) {
      const [, message] = messages.find(([, { name }]) => name === event['detail-type']) ?? [];
      const valid = new Ajv({ strict: true }).compile(message?.payload ?? false);
      expect(valid(event), JSON.stringify(valid.errors)).toBe(true);
    }
  });
});
