import { testCancels } from './cancels.ts';
import { part } from './parts.ts';

testCancels(part(1, 3));
