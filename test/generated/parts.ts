import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

/**
 * Every `of`th scenario, beginning with the `nth`: what lasts long is several files, because a file
 * is played on one core.
 */
export const part = (nth: number, of: number): Scenario[] =>
  scenarios.filter((_, index) => index % of === nth - 1);
