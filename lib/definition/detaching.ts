import type { Workflow } from './define.ts';

/** The result of a job that was to detach a channel. */
export const detachment: NonNullable<Workflow['childResult']> = ({
  status,
  ending,
  memory,
  error,
}) => {
  if (status === 'succeeded') return { outcome: memory.detachment ?? 'notAttached' };
  if (ending === 'stillLive')
    return { outcome: 'stillLive', message: 'The stream went on for longer than the job waits.' };
  return { outcome: 'failed', ...(error && { message: error.message }) };
};
