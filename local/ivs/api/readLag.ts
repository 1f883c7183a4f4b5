import type { OperationName } from '../protocol/model.ts';
import { State, type StateSnapshot } from '../state/state.ts';
import type { World } from '../regions/region.ts';

/** The state before a change. */
interface Past {
  atMs: number;
  snapshot: StateSnapshot;
}

/**
 * Lets reads see the state of `readLagMs` ago. IVS does not promise that its reads see every write
 * at once, and clients that are known to work poll after each write. How long the lag of IVS may be
 * is unconfirmed.
 */
export class ReadLag {
  readonly #pasts = new WeakMap<State, Past[]>();

  /**
   * Returns the world that an operation acts in. For a read under a lag, this is the world as it
   * was `readLagMs` ago.
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
