import type { JSX } from 'preact';

/** The tag by which a creation finds its channel again. It tells a person little. */
const OF_JOB = 'channelkeeper:job';

/** Tags, as `key=value`. */
export function Tags({ tags = {} }: { tags?: Record<string, string> | undefined }): JSX.Element {
  return (
    <span class="tags">
      {Object.entries(tags)
        .filter(([key]) => key !== OF_JOB)
        .map(([key, value]) => (
          <span key={key} class="tag">
            {key}
            {value !== '' && `=${value}`}
          </span>
        ))}
    </span>
  );
}
