import type { Answer } from '../call.ts';
import { planOf } from '../confirm.ts';
import { detailOf } from './detail.ts';
import { isRecord } from './text.ts';

/** Returns an answer that is no list as lines for people. */
export function textOf({ status, data }: Answer): string {
  if (data === undefined || data === '') return status === 304 ? 'not modified\n' : 'done\n';
  return isRecord(data) && isRecord(data.dryRun)
    ? `Dry run, nothing was changed. The command would do this:\n${planOf(data).join('\n')}\n`
    : detailOf(data);
}
