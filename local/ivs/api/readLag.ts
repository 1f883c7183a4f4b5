import type { OperationName } from '../protocol/model.ts';
import { State, type StateSnapshot } from '../state/state.ts';
import type { World } from '../regions/region.ts';

/** How things were before a change. */
interface Past {
  atMs: number;
  snapshot: StateSnapshot;
}

/**
 * Lets reads see what was true `readLagMs` ago. IVS does not say that its reads see every write at
 * once, and clients that are known to work poll after each write; how long it may take is
 * unconfirmed.
 */
export class ReadLag {
  readonly #pasts = new WeakMap<State, Past[]>();

  /**
   * The world that an operation acts in: its own, or for a read of settings with a lag that of a
   * moment ago.
   */
  worldFor(world: World, operation: OperationName): World {
    const { clock, settings, state, place } = world;
    if (settings.readLagMs === 0) return world;
    const pasts = (this.#pasts.get(state) ?? []).filter(
      ({ atMs }) => atMs > clock.now() - settings.readLagMs,
    );
    if (!isRead(operation)) pasts.push({ atMs: clock.now(), snapshot: state.snapshot() });
    this.#pasts.set(state, pasts);
    const [past] = pasts;
    if (!past || !isRead(operation)) return world;
    const then = new State(undefined, place);
    then.replace(past.snapshot);
    return { ...world, state: then };
  }
}

const isRead = (operation: OperationName): boolean => /^(?:Get|List|BatchGet)/.test(operation);
