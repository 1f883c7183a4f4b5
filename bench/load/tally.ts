/** Counts requests and answers, and collects the faults that were found. */
export interface Tally {
  /** Records one answer; `aborted` is an answer that no caller waited for. */
  note(kind: string, status: number | 'aborted', ms: number): void;
  /** Records a violation. */
  fault(what: string): void;
  readonly faults: readonly string[];
  figures(): Figures;
}

export interface Figures {
  requests: number;
  statuses: Record<string, number>;
  kinds: Record<
    string,
    { requests: number; medianMs: number; p99Ms: number; statuses: Record<string, number> }
  >;
}

const FAULTS_KEPT = 50;

export function createTally(): Tally {
  const answers = new Map<string, { status: string; ms: number }[]>();
  const faults: string[] = [];
  const statusesOf = (all: readonly { status: string }[]): Record<string, number> =>
    Object.fromEntries(
      [...Map.groupBy(all, ({ status }) => status)]
        .map(([status, those]) => [status, those.length] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  return {
    faults,
    note(kind, status, ms) {
      const known = answers.get(kind) ?? [];
      known.push({ status: String(status), ms });
      answers.set(kind, known);
    },
    fault(what) {
      if (faults.length < FAULTS_KEPT) faults.push(what);
    },
    figures() {
      const all = [...answers.values()].flat();
      const kinds = [...answers]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([kind, those]) => {
          const sorted = those.map(({ ms }) => ms).toSorted((a, b) => a - b);
          const at = (share: number): number =>
            Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
          return [
            kind,
            {
              requests: those.length,
              medianMs: at(0.5),
              p99Ms: at(0.99),
              statuses: statusesOf(those),
            },
          ] as const;
        });
      return { requests: all.length, statuses: statusesOf(all), kinds: Object.fromEntries(kinds) };
    },
  };
}
