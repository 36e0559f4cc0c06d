import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One copy of a package on disk. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Its folder, links followed. */
  readonly folder: string;
}

const OF_INTEREST = ['@opentelemetry', '@portcall'];

// A tree of thousands of packages is read within a second; beyond it something is wrong with the tree.
const MOST_FOLDERS = 50_000;

/**
 * Every copy of OpenTelemetry's packages and of ours that a program in `folder` may load: in its own `node_modules`, in those
 * within, and in those of the folders above. Never throws: what cannot be read is left out.
 */
export function installedPackages(folder: string): readonly InstalledPackage[] {
  const found = new Map<string, InstalledPackage>();
  const seen = new Set<string>();
  const walk = (modules: string): void => {
    const real = realPath(modules);
    if (real === undefined || seen.has(real) || seen.size >= MOST_FOLDERS) return;
    seen.add(real);
    for (const name of packagesIn(real)) {
      const copy = realPath(join(real, name));
      if (copy === undefined) continue;
      if (OF_INTEREST.some((scope) => name.startsWith(`${scope}/`))) {
        const version = versionOf(copy);
        if (version !== undefined) found.set(copy, { name, version, folder: copy });
      }
      walk(join(copy, 'node_modules'));
    }
    // Where pnpm keeps what nobody depends on directly.
    for (const name of namesIn(join(real, '.pnpm'))) walk(join(real, '.pnpm', name, 'node_modules'));
  };
  for (const above of foldersAbove(folder)) walk(join(above, 'node_modules'));
  return [...found.values()];
}

function foldersAbove(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersAbove(above)];
}

function packagesIn(modules: string): readonly string[] {
  return namesIn(modules).flatMap((name) => {
    if (name.startsWith('.')) return [];
    return name.startsWith('@') ? namesIn(join(modules, name)).map((inner) => `${name}/${inner}`) : [name];
  });
}

function versionOf(folder: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly version?: unknown;
    };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
