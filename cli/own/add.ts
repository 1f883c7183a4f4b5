import type { Command as Program } from 'commander';
import type { Io } from '../io.ts';
import type { Run } from '../program.ts';
import type { Globals } from '../session.ts';

/** Adds a command to the program. `choose` takes what the command does when it was asked for. */
export type Add = (program: Program, io: Io, choose: (run: Run) => void) => void;

export const globalsOf = (program: Program): Globals => program.optsWithGlobals<Globals>();

/** Returns the text under the options of a help. */
export const exampleOf = (line: string): string => `\nExample:\n  $ channelkeeper ${line}`;
