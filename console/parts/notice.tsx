import type { JSX } from 'preact';

/** A refusal in words; nothing while there is none. */
export function Refusal({ words }: { words: string | undefined }): JSX.Element | null {
  return words === undefined ? null : (
    <p class="notice bad" role="alert">
      {words}
    </p>
  );
}
