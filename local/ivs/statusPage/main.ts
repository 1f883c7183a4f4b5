import { showChannels } from './channels.ts';
import { showClock } from './clock.ts';
import { read, tell } from './control.ts';
import { showFaults } from './faults.ts';
import { showLogs, unseen } from './logs.ts';
import type { Overview } from './overview.ts';
import { after } from './timer.ts';

const EVERY_MS = 500;
const LOST = 'ivs-local does not answer. The page tries again.';

let isLost = false;

/** Shows what is new, again and again. A page in the background does not ask. */
async function follow(): Promise<void> {
  if (!document.hidden) {
    try {
      const overview = (await read(`overview?${unseen()}`)) as Overview;
      showClock(overview);
      showChannels(overview);
      showFaults(overview);
      showLogs(overview);
      if (isLost) tell('');
      isLost = false;
    } catch (error) {
      isLost = true;
      tell(error instanceof TypeError ? LOST : String(error));
    }
  }
  after(EVERY_MS, () => void follow());
}

void follow();
