import type { World } from '../regions/region.ts';
import { MODEL, type InputOf, type OperationName } from '../protocol/model.ts';
import { validate } from '../protocol/validation.ts';

/** One IVS operation as the HTTP side sees it: where it lives, how it answers, and what it does. */
export interface Operation {
  name: OperationName;
  method: 'POST' | 'GET' | 'DELETE';
  path: 'operation' | 'tags';
  status: 200 | 204;
  /** @throws IvsError whatever the service would answer instead */
  handle(world: World, input: unknown): object | undefined;
}

interface Definition<Name extends OperationName> {
  name: Name;
  run: (world: World, input: InputOf<Name>) => object | undefined;
}

/**
 * Validation always comes before existence and state: `run` only ever sees input that satisfies the
 * model.
 */
export function defineOperation<Name extends OperationName>({
  name,
  run,
}: Definition<Name>): Operation {
  const { method, path, status } = MODEL[name];
  return {
    name,
    method,
    path,
    status,
    handle: (world, input) => run(world, validate(name, input)),
  };
}
