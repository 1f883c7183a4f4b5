import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { systemClock } from '../lib/clock.ts';
import { verify, type Anchor } from '../lib/journal/verifying.ts';
import { openJournalStore } from './journalStore.ts';

/**
 * `npm run audit:verify`: checks that no entry of a journal was changed or removed. It reads the
 * table of the stack that runs in this folder, or with `--table` one on AWS. `--channel` checks one
 * journal; without it the table is scanned for all. `--anchors` names a file with the ends of the
 * journals at the last check, which is compared and replaced: a removal of the last entries shows
 * in no other way. It exits with 1 when something is wrong.
 */

const { values } = parseArgs({
  options: {
    table: { type: 'string' },
    channel: { type: 'string', multiple: true },
    anchors: { type: 'string' },
  },
});

const opened = await openJournalStore(values.table);
if (!opened) {
  console.error('No stack runs in this folder. Start one (npm start), or name a table: --table.');
  process.exit(2);
}
const { store } = opened;

const anchorsFile = values.anchors;
const before =
  anchorsFile !== undefined && existsSync(anchorsFile)
    ? (JSON.parse(await readFile(anchorsFile, 'utf8')) as Record<string, Anchor>)
    : {};
const journals = values.channel ?? [
  ...new Set([...(await opened.journals()), ...Object.keys(before)]),
];
const after: Record<string, Anchor> = { ...before };
let [entries, wrong] = [0, 0];
for (const journal of journals) {
  const now = systemClock.now() / 1_000;
  const checked = await verify(store, journal, now, before[journal]);
  entries += checked.entries;
  wrong += checked.findings.length;
  for (const { number, finding, id } of checked.findings)
    console.log(`${journal}: entry ${number} ${id === undefined ? '' : `(${id}) `}is ${finding}`);
  if (checked.anchor && checked.findings.length === 0) after[journal] = checked.anchor;
}
if (anchorsFile !== undefined) await writeFile(anchorsFile, `${JSON.stringify(after, null, 2)}\n`);
console.log(`${journals.length} journals, ${entries} entries, ${wrong} wrong`);
process.exitCode = wrong === 0 ? 0 : 1;
