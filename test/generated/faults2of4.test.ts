import { testFaults } from './faults.ts';
import { part } from './parts.ts';

testFaults(part(2, 4));
