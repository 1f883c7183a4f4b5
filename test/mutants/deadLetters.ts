import type { Mutant } from './mutant.ts';

const STORY = 'test/stories/deadLetters.test.ts';

/** Defects in keeping, redriving and dropping dead letters. */
export const deadLetters: readonly Mutant[] = [
  {
    name: 'a message leaves the queue although its record was not written',
    promise: 2,
    file: 'lib/events/keepDeadLetters.ts',
    find: 'batchItemFailures: Records.filter((_, at) => !kept[at])',
    replace: 'batchItemFailures: Records.filter((_, at) => kept[at] === undefined)',
    killedBy: [STORY, 'keeps the messages of a batch that it can, and gets the others again'],
  },
  {
    name: 'a second delivery is a second dead letter',
    promise: 3,
    file: 'lib/events/deadLetterMessage.ts',
    find: "id: digestOf('deadLetter', messageId)",
    replace: "id: digestOf('deadLetter', messageId, String(now), String(performance.now()))",
    killedBy: [STORY, 'writes nothing for a message that comes again, even after a drop'],
  },
  {
    name: 'a second delivery revives a dropped dead letter',
    promise: 3,
    file: 'lib/records/deadLetters.ts',
    find: "expiresAt: expiryOf('closedDeadLetter', now)",
    replace: 'expiresAt: Math.floor(now / 1_000)',
    killedBy: [STORY, 'writes nothing for a message that comes again, even after a drop'],
  },
  {
    name: 'two redrives have the same dead letter',
    promise: 8,
    file: 'lib/records/deadLetters.ts',
    find: 'set: { claimedBy: writer, claimedUntil: now + REDRIVE_LEASE_MS, redrivenAt: now },',
    replace: 'set: { claimedBy: writer, claimedUntil: now, redrivenAt: now },',
    killedBy: [STORY, 'can be redriven again after a process died in the middle'],
  },
  {
    name: 'a redrive that failed closes its dead letter',
    promise: 13,
    file: 'lib/events/redriveDeadLetter.ts',
    find: 'await noteRedriveFailed(store, id, writer, told)',
    replace: 'await closeRedriven(store, id, writer, clock.now())',
    killedBy: [STORY, 'is kept with its new error when it fails again'],
  },
  {
    name: 'a redrive does not run the reaction',
    promise: 13,
    file: 'lib/events/redriveDeadLetter.ts',
    find: 'await reaction(app, untilMs);',
    replace: '',
    killedBy: [STORY, 'is listed, shown and redriven, and its job then ends'],
  },
  {
    name: 'a dead letter is dropped while it is redriven',
    promise: 8,
    file: 'lib/records/deadLetters.ts',
    find: "set: closed('dropped', now), when: { exists: true, absent: ['closed'], notAbove: { claimedUntil: now } }",
    replace: "set: closed('dropped', now), when: { exists: true, absent: ['closed'] }",
    killedBy: [STORY, 'can be redriven again after a process died in the middle'],
  },
  {
    name: 'a secret in a dead letter is stored',
    promise: 2,
    file: 'lib/log.ts',
    find: "scrub(JSON.stringify(value, shown) ?? 'null')",
    replace: "JSON.stringify(value) ?? 'null'",
    killedBy: [STORY, 'stores and shows no secret'],
  },
  {
    name: 'a deep message is parsed',
    promise: 2,
    file: 'lib/events/deadLetterMessage.ts',
    find: 'if (depthOf(body) > DEPTH_MAX) return undefined;',
    replace: '',
    killedBy: [STORY, 'keeps what it cannot read as text'],
  },
  {
    name: 'a page of dead letters begins with the last one of the page before',
    promise: 8,
    file: 'lib/records/deadLetters.ts',
    find: 'next: String(last.listSk)',
    replace: 'next: `${String(last.listSk)}~`',
    killedBy: [STORY, 'list every dead letter once, newest first, on pages of any size'],
  },
];
