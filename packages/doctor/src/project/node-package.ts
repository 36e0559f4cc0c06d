import { join } from 'node:path';
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
 * The `@portcall/node` of the project in a folder; empty where it has none. Required, not imported: a bundle that has this in it must
 * not hold an import of what only this machine knows.
 * @throws whatever loading it throws
 */
export function nodePackage(folder: string): Promise<NodePackage> {
  return new Promise((resolve) => {
    const near = requireAt(join(folder, 'portcall.cjs'));
    const path = pathOf('@portcall/node', near);
    resolve(path === undefined ? {} : (near(path) as NodePackage));
  });
}

function pathOf(name: string, near: NodeJS.Require): string | undefined {
  try {
    return near.resolve(name);
  } catch {
    return undefined;
  }
}
