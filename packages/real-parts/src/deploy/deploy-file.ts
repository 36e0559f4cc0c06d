import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const DEPLOY = join(__dirname, '../../../../deploy');

/** Path of a file of `deploy/`. */
export function deployFile(...path: readonly string[]): string {
  return join(DEPLOY, ...path);
}

/** A configuration file of `deploy/`, and the targets that it finds beside itself. */
export interface LaidOut {
  readonly file: string;
  /** As `host:port`, by the beginning of the file that names them. @default none */
  readonly targets?: Readonly<Record<string, readonly string[]>>;
}

/** Puts a file of one program, as it is, and its targets into a folder; gives its path there. */
export async function laidOut(program: string, folder: string, { file, targets = {} }: LaidOut): Promise<string> {
  const path = join(folder, basename(file));
  await mkdir(join(folder, 'targets'), { recursive: true });
  await copyFile(deployFile(program, file), path);
  for (const [name, hosts] of Object.entries(targets)) {
    // YAML takes JSON as it is.
    await writeFile(join(folder, 'targets', `${name}.yml`), JSON.stringify([{ targets: hosts }]));
  }
  return path;
}
