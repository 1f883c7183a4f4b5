import type { z } from 'zod';
import type { World } from '../world.ts';
import { validate } from './validation.ts';

/** One IVS operation as the HTTP side sees it: where it lives, how it answers, and what it does. */
export interface Operation {
  name: string;
  method: 'POST' | 'GET' | 'DELETE';
  /** `operation`: POST /<name> with a JSON body. `tags`: /tags/<ARN, percent-encoded whole>. */
  path: 'operation' | 'tags';
  /** 200 with no output is an empty body too. */
  status: 200 | 204;
  /** @throws IvsError whatever the service would answer instead */
  handle(world: World, input: unknown): object | undefined;
}

interface Definition<S extends z.ZodType> {
  name: string;
  input: S;
  method?: Operation['method'];
  path?: Operation['path'];
  status?: Operation['status'];
  run: (world: World, input: z.output<S>) => object | undefined;
}

/** Validation always comes before existence and state: `run` only ever sees input that satisfies the model. */
export function defineOperation<S extends z.ZodType>(definition: Definition<S>): Operation {
  const { name, input: schema, run, method = 'POST', path = 'operation', status = 200 } = definition;
  return { name, method, path, status, handle: (world, input) => run(world, validate(schema, input)) };
}
