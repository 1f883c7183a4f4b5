import type { JSX } from 'preact';
import type { Job } from '../api/client.ts';
import { stateOf, type Tone } from '../words/jobs.ts';

/** A state in a word. Its mark differs by tone, so that no one has to see colours. */
export function Badge({ word, tone }: { word: string; tone: Tone }): JSX.Element {
  return <span class={`badge ${tone}`}>{word}</span>;
}

/** The state of a job. */
export function JobBadge({ job }: { job: Job }): JSX.Element {
  return <Badge {...stateOf(job)} />;
}
