import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StorageError, type ObjectPlace, type Storage } from './storage.ts';

/**
 * Returns a storage on disk: the object `key` of a bucket is the file `<folder>/<bucket>/<key>`. A
 * bucket that does not exist is created.
 */
export function folderStorage(folder: string): Storage {
  const pathOf = ({ bucket, key }: ObjectPlace): string => join(folder, bucket, key);
  return {
    async put(object) {
      const path = pathOf(object);
      await failing(path, async () => {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(`${path}.part`, object.body);
        await rename(`${path}.part`, path);
      });
    },
    async get(place) {
      const path = pathOf(place);
      return existsSync(path) ? failing(path, () => readFile(path)) : undefined;
    },
  };
}

async function failing<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw new StorageError(`${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}
