import type { JobInput } from '../actions/inputs.ts';
import type { Successor } from './define.ts';

/** A change of a channel still makes sense, unless the successor changes one of the same fields. */
export const unlessOverwritten = ({ workflow, input }: Successor, own: JobInput): boolean =>
  !workflow.changesChannel || !fieldsOf(own).some((field) => fieldsOf(input).includes(field));

/** A rotation of a stream key still makes sense after a stream was stopped or a channel changed. */
export const afterStopOrChange = ({ workflow }: Successor): boolean =>
  workflow.rank === 'stop' || workflow.changesChannel === true;

const fieldsOf = ({ channel }: JobInput): string[] =>
  typeof channel === 'object' && channel !== null ? Object.keys(channel) : [];
