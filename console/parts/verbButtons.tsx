import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Job } from '../api/client.ts';
import type { Verb } from './verb.ts';
import { VerbDialog } from './verbDialog.tsx';

/** One button a verb; each opens its dialog. */
export function VerbButtons({
  verbs,
  onDone,
}: {
  verbs: readonly Verb[];
  onDone: (job: Job | undefined, data: unknown) => void;
}): JSX.Element {
  const [open, setOpen] = useState<Verb>();
  return (
    <>
      <div class="verbs" role="group" aria-label="Actions">
        {verbs.map((verb) => (
          <button
            key={verb.name}
            type="button"
            class={verb.isDanger ? 'danger' : ''}
            onClick={() => setOpen(verb)}
          >
            {verb.label}
          </button>
        ))}
      </div>
      {open && (
        <VerbDialog
          key={open.name}
          verb={open}
          onClose={() => setOpen(undefined)}
          onDone={(job, data) => {
            setOpen(undefined);
            onDone(job, data);
          }}
        />
      )}
    </>
  );
}
