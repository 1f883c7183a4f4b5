import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An earlier state of the project, in a worktree of its own. */
export interface Earlier {
  readonly folder: string;
  remove(): void;
}

/**
 * Checks an earlier commit out beside this one. It keeps its own code and gets this benchmark,
 * which starts the system by the functions that both have in common. The packages are those of this
 * folder if both commits want the same ones, and are installed otherwise.
 * @param ref a commit, branch or tag
 * @throws an Error when git does not know the commit, or the packages cannot be installed
 */
export function checkOut(ref: string, projectFolder: string): Earlier {
  const parent = mkdtempSync(join(tmpdir(), 'bench-against-'));
  const folder = join(parent, 'project');
  const git = (...given: string[]): string =>
    execFileSync('git', given, { cwd: projectFolder, encoding: 'utf8', stdio: 'pipe' });
  git('worktree', 'add', '--detach', folder, ref);
  const remove = (): void => {
    process.off('exit', remove);
    git('worktree', 'remove', '--force', folder);
    rmSync(parent, { recursive: true, force: true });
  };
  // An interrupted run leaves no worktree behind.
  process.once('exit', remove);
  try {
    const lockOf = (project: string): string =>
      readFileSync(join(project, 'package-lock.json'), 'utf8');
    if (lockOf(folder) === lockOf(projectFolder))
      symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
    else
      execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline'], {
        cwd: folder,
        stdio: 'pipe',
      });
    rmSync(join(folder, 'bench'), { recursive: true, force: true });
    cpSync(join(projectFolder, 'bench'), join(folder, 'bench'), { recursive: true });
    return { folder, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
