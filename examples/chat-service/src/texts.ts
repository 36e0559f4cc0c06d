import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

/** The text files of a folder, by name without extension, in the order of their names. */
export async function readTexts(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).filter((name) => extname(name) === '.txt').sort();
  const texts = names.map(
    async (name) => [basename(name, '.txt'), await readFile(join(folder, name), 'utf8')] as const,
  );
  return new Map(await Promise.all(texts));
}
