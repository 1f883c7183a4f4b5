import type { World } from '../regions/region.ts';
import { MODEL, type InputOf, type OperationName } from '../protocol/model.ts';
import { validate } from '../protocol/validation.ts';

/** One IVS operation as the HTTP side sees it: its route, its success status and its handler. */
export interface Operation {
  name: OperationName;
  method: 'POST' | 'GET' | 'DELETE';
  path: 'operation' | 'tags';
  status: 200 | 204;
  /**
   * Handles a call.
   * @throws IvsError for every refusal of the service
   */
  handle(world: World, input: unknown): object | undefined;
}

interface Definition<Name extends OperationName> {
  name: Name;
  run: (world: World, input: InputOf<Name>) => object | undefined;
}

/**
 * Defines an operation. Validation always precedes the checks of existence and state, so `run` only
 * receives input that satisfies the model.
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
