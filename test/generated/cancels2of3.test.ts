import { testCancels } from './cancels.ts';
import { part } from './parts.ts';

testCancels(part(2, 3));
