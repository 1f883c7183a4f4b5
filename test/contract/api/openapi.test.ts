import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { examplesPath, openApiPath, openApiText } from '../../../scripts/generateDocs.ts';
import type { Json } from '../../../lib/openapi/components.ts';
import type { Example } from '../../../lib/openapi/document.ts';
import { document, schemaIssueIn, operations, routes, undocumented } from '../../answers.ts';

const examples = JSON.parse(readFileSync(examplesPath, 'utf8')) as Record<string, Example>;

test('docs/openapi.json agrees with the routes; if not, run: npm run docs', () => {
  expect(readFileSync(openApiPath, 'utf8')).toBe(openApiText());
});

test('the document has every route under its own name, with its scope and its answers', () => {
  const documented = routes.filter(({ described }) => described !== undefined);
  expect(operations.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
    documented.map(({ key }) => key).toSorted(),
  );
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(documented.length);
  for (const { key, scope, mutates, described } of documented) {
    const [method = '', path = ''] = key.split(' ');
    const operation = (document.paths as Record<string, Record<string, Json>>)[path]?.[
      method.toLowerCase()
    ];
    expect(operation?.security, key).toEqual(scope === 'open' ? [] : [{ bearer: [scope] }]);
    expect(operation?.summary, key).toMatch(/^[A-Z].*[^.]$/);
    const statuses = Object.keys(operation?.responses as Json);
    expect(
      statuses.some((status) => status.startsWith('2')),
      key,
    ).toBe(true);
    expect(statuses, key).toEqual(
      expect.arrayContaining(scope === 'open' ? ['500'] : ['400', '401', '403', '500', '503']),
    );
    const parameters = (operation?.parameters ?? []) as Json[];
    for (const { name, description } of parameters)
      expect(description, `${key} ${String(name)}`).toMatch(/^\S.*\.$/);
    const names = parameters.map(({ name }) => name);
    expect(
      names.includes('Idempotency-Key') && names.includes('dryRun') && names.includes('X-Reason'),
      key,
    ).toBe(mutates);
    expect(names.includes('Prefer'), key).toBe(mutates || described?.waits === true);
  }
});

test('the operations are listed under tags, and every tag has some and is described', () => {
  const tags = document.tags as { name: string; description: string }[];
  const used = Object.values(
    document.paths as Record<string, Record<string, { tags: string[] }>>,
  ).flatMap((item) => Object.values(item).flatMap(({ tags }) => tags));
  expect([...new Set(used)].toSorted()).toEqual(tags.map(({ name }) => name).toSorted());
});

test('every page of a list has the link to the next one', () => {
  const lists = operations.filter(({ responses }) =>
    JSON.stringify(responses['200']?.content ?? {}).includes('"nextCursor"'),
  );
  expect(lists.length).toBeGreaterThan(8);
  for (const { operationId, responses } of lists)
    expect(responses['200'], operationId).toHaveProperty(['headers', 'Link']);
});

test('every example satisfies the schema of its answer and of its request', () => {
  expect(Object.keys(examples).toSorted()).toEqual(
    operations.map(({ operationId }) => operationId).toSorted(),
  );
  for (const { operationId, method, path, responses, requestBody } of operations) {
    const { request, status, body } = examples[operationId]!;
    const [mediaType = '', content] = Object.entries(responses[status]?.content ?? {})[0] ?? [];
    if (content && body !== undefined && /json/.test(mediaType))
      expect(schemaIssueIn(content.schema, body), `${method} ${path}`).toBeUndefined();
    if (requestBody)
      expect(
        schemaIssueIn(requestBody.content['application/json'].schema, request.body),
        `${method} ${path}`,
      ).toBeUndefined();
  }
});

test('the check of answers sees a member, a status or a type too many', () => {
  const answer = (status: number, body: unknown, type = 'application/json') => ({
    status,
    body,
    text: JSON.stringify(body),
    headers: new Headers({ 'content-type': type }),
  });
  const ask = (...rest: Parameters<typeof answer>) =>
    undocumented('GET', '/v1/channels/AbCdEf123456?x=1', answer(...rest));
  expect(ask(200, { channel: { name: 'x' } })).toBeUndefined();
  expect(ask(200, { channel: { name: 'x', passphrase: 'y' } })).toMatch(/additional properties/);
  expect(ask(200, { channel: { name: 7 } })).toMatch(/must be string/);
  expect(ask(200, { channel: {} }, 'text/html')).toMatch(/text\/html/);
  expect(ask(201, { channel: {} })).toMatch(/not documented/);
  expect(
    ask(
      404,
      {
        type: '/problems/job-ended',
        title: '',
        status: 404,
        detail: '',
        instance: '',
        requestId: '',
      },
      'application/problem+json',
    ),
  ).toMatch(/allowed values/);
});
