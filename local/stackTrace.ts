import { text } from 'node:stream/consumers';
import { argumentsOf } from './arguments.ts';
import { build, projectFolder } from './build.ts';
import { withSourcePositions } from './sourcePositions.ts';

/**
 * `npm run --silent stack-trace`: shows the positions in the sources for a stack trace of a
 * deployed function.
 */

argumentsOf(
  `Usage: npm run --silent stack-trace < log.txt

Prints the text, a line of the log for example, with the file and line of the sources in place of
each position in a bundle. Check out the commit that is deployed first: the same commit gives the
same bundles.`,
  {},
);
await build();
process.stdout.write(withSourcePositions(projectFolder, await text(process.stdin)));
