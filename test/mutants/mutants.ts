import { actions } from './actions.ts';
import { api } from './api.ts';
import { deadLetters } from './deadLetters.ts';
import { deployment } from './deployment.ts';
import { dryRuns, streamKeySecrets } from './dryRuns.ts';
import { engine } from './engine.ts';
import { ivs } from './ivs.ts';
import { journal } from './journal.ts';
import { keys } from './keys.ts';
import { operations } from './operations.ts';
import { rateLimiter } from './rateLimiter.ts';
import { causes, metrics } from './metrics.ts';
import type { Mutant } from './mutant.ts';
import { policies } from './policies.ts';
import { protection } from './protection.ts';
import { reactions } from './reactions.ts';
import { readModel } from './readModel.ts';
import { running } from './running.ts';
import { scheduled } from './scheduled.ts';
import { store } from './store.ts';
import { suspensions } from './suspensions.ts';
import { sweep } from './sweep.ts';
import { viewers } from './viewers.ts';

/** All mutants, in the order in which they run. */
export const mutants: readonly Mutant[] = [
  ...engine,
  ...running,
  ...store,
  ...rateLimiter,
  ...sweep,
  ...suspensions,
  ...actions,
  ...ivs,
  ...api,
  ...readModel,
  ...deadLetters,
  ...journal,
  ...reactions,
  ...deployment,
  ...viewers,
  ...protection,
  ...keys,
  ...operations,
  ...scheduled,
  ...policies,
  ...metrics,
  ...causes,
  ...dryRuns,
  ...streamKeySecrets,
];
