interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
}

export interface OpenApi {
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

export interface Events {
  readonly events: readonly {
    readonly detailType: string;
    readonly description: string;
    readonly schema: { readonly $id: string };
    readonly example: unknown;
  }[];
}

/** Prints a section for each route, so that the search finds it. */
export function routesOf({ tags, paths }: OpenApi): string {
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      tag: operation.tags[0] ?? '',
      text: `### ${operation.summary}

[\`${method.toUpperCase()} ${path}\`](api.md#/${operation.tags[0]}/${operation.operationId})

${operation.description}`,
    })),
  );
  return tags
    .map(({ name, description }) =>
      [
        `## ${name}`,
        description,
        ...routes.filter(({ tag }) => tag === name).map(({ text }) => text),
      ].join('\n\n'),
    )
    .join('\n\n');
}

/** Prints a section for each event that is sent. */
export const eventsOf = ({ events }: Events): string =>
  events
    .map(({ detailType, description, schema, example }) => {
      const [, name] = /^urn:channelkeeper:event:(\w+):\d+$/.exec(schema.$id) ?? [];
      return `## ${detailType}

${description}

\`\`\`json
${JSON.stringify(example, null, 2)}
\`\`\`

[The JSON schema of this event](../events/sent/${name}.schema.json)`;
    })
    .join('\n\n');
