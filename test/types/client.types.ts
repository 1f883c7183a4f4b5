import { openClient } from '../../lib/client/client.ts';

// Compiled, never run. Each line that expects an error fails the compiler when it has no error.

const client = openClient({ url: '', token: '' });
const path = { channelId: 'a' };

export const right = [
  () => client.GET('/v1/channels'),
  () =>
    client.GET('/v1/channels', {
      params: { query: { limit: 3 } },
      headers: { 'x-request-id': 'a' },
    }),
  () => client.POST('/v1/channels', { body: { name: 'a', latencyMode: 'LOW', tags: { a: 'b' } } }),
  () =>
    client.PATCH('/v1/channels/{channelId}', {
      params: { path, query: { when: 'idle' } },
      body: { multitrackInputConfiguration: { enabled: true } },
    }),
  () => client.each('/v1/channels', { query: { limit: 3 } }),
];

export const misspelled = [
  // @ts-expect-error -- an optional member of a body
  () => client.POST('/v1/channels', { body: { name: 'a', latencymode: 'LOW' } }),
  () =>
    client.PATCH('/v1/channels/{channelId}', {
      params: { path },
      // @ts-expect-error -- a nested member of a body
      body: { multitrackInputConfiguration: { enable: true } },
    }),
  // @ts-expect-error -- a query parameter
  () => client.GET('/v1/channels', { params: { query: { limt: 3 } } }),
  () =>
    // @ts-expect-error -- a header
    client.DELETE('/v1/channels/{channelId}', { params: { path, header: { 'X-Raison': 'a' } } }),
  // @ts-expect-error -- an option of the call
  () => client.GET('/v1/channels', { parms: {} }),
  // @ts-expect-error -- a filter of a list
  () => client.each('/v1/channels', { query: { nme: 'a' } }),
  // @ts-expect-error -- an option of the client
  () => openClient({ url: '', token: '', attemptsmax: 3 }),
  // @ts-expect-error -- answers are parsed as JSON, and typed accordingly
  () => client.GET('/v1/channels', { parseAs: 'text' }),
  // @ts-expect-error -- a path without its ids
  () => client.GET('/v1/channels/{channelId}'),
];
