import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shown } from '@portcall/core/internal';
import { CommandError } from '../outcome.js';

export interface WrittenFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Writes files into a folder and says their paths; without a folder it gives their texts, each under its name where there are
 * several.
 *
 * @throws CommandError where a file cannot be written
 */
export async function written(files: readonly WrittenFile[], folder: string | undefined): Promise<string> {
  if (folder === undefined) {
    if (files.length === 1) return (files[0] as WrittenFile).text;
    return files.map(({ name, text }) => `# ${name}\n${text}`).join('---\n');
  }
  try {
    await mkdir(folder, { recursive: true });
    for (const { name, text } of files) await writeFile(join(folder, name), text);
  } catch (cause) {
    throw new CommandError(`--out ${shown(folder)}: writing there failed (${shown(cause)}); give a folder to write to`);
  }
  return files.map(({ name }) => `${join(folder, name)}\n`).join('');
}
