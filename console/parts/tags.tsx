import type { JSX } from 'preact';

/** Tags, as `key=value`. */
export function Tags({ tags = {} }: { tags?: Record<string, string> | undefined }): JSX.Element {
  return (
    <span class="tags">
      {Object.entries(tags).map(([key, value]) => (
        <span key={key} class="tag">
          {key}
          {value !== '' && `=${value}`}
        </span>
      ))}
    </span>
  );
}
