import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Setting } from '@portcall/core';
import { requireAt } from '@portcall/core/internal';
import type { Finding } from '../finding.js';

/** What is asked of the `@portcall/node` of a project. */
export interface NodePackage {
  readonly configurationOf?: (options: object, program: string) => readonly Setting[];
  readonly yamlOfSettings?: (settings: readonly Setting[]) => string;
  readonly examineConfigurationFile?: () => ExaminedFile | undefined;
}

/** What a configuration file says, as `@portcall/node` reads it. */
export interface ExaminedFile {
  readonly variables: ReadonlyMap<string, string>;
  readonly places: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
}

/**
 * The `@portcall/node` of the project in a folder; empty where it has none.
 * @throws whatever loading it throws
 */
export async function nodePackage(folder: string): Promise<NodePackage> {
  const path = pathOf('@portcall/node', folder);
  return path === undefined ? {} : ((await import(pathToFileURL(path).href)) as NodePackage);
}

function pathOf(name: string, folder: string): string | undefined {
  try {
    return requireAt(join(folder, 'portcall.cjs')).resolve(name);
  } catch {
    return undefined;
  }
}
