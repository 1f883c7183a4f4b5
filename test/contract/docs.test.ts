import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { workflowsPage, workflowsPath } from '../../docs/generate.ts';
import { workflows } from '../../lib/workflows/workflows.ts';

describe('docs/workflows.md', () => {
  it('is what the tables say; if not, run: node docs/generate.ts', () => {
    expect(readFileSync(workflowsPath, 'utf8')).toBe(workflowsPage());
  });

  it('shows every step and every ending of every workflow', () => {
    const chapters = new Map(workflowsPage().split('\n## ').map((chapter) => [chapter.slice(0, chapter.indexOf('\n')), chapter]));
    for (const { name, steps } of Object.values(workflows)) {
      for (const step of Object.keys(steps)) expect(chapters.get(name)).toMatch(new RegExp(`\\n\\| \\**${step}\\** \\|`));
      for (const step of Object.values(steps)) if ('final' in step) expect(chapters.get(name)).toContain(`\`${step.final}\``);
    }
  });
});
