import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireAt, shown } from '@portcall/core/internal';
import { CommandError, FAILED } from '../outcome.js';

const TYPESCRIPT = ['.ts', '.mts', '.cts', '.tsx'];

/**
 * What a module exports: a path from the current folder, or the name of a package that is installed there. TypeScript is
 * loaded as it is.
 *
 * @throws CommandError where there is no such module, and where it fails
 */
export async function loadModule(name: string): Promise<Readonly<Record<string, unknown>>> {
  const path = pathOf(name);
  try {
    if (TYPESCRIPT.includes(extname(path))) return await typescriptModule(path);
    return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new CommandError(failureOf(name, cause), FAILED, cause);
  }
}

/** What a definition is refused for is said whole: it has what to do in it. */
function failureOf(name: string, cause: unknown): string {
  if (cause instanceof Error && cause.name === 'DefinitionError') return `${shown(name)}: ${cause.message}`;
  return `${shown(name)}: loading it failed (${shown(cause)}); run it with node to see where`;
}

function pathOf(name: string): string {
  const from = join(process.cwd(), 'portcall.cjs');
  try {
    return requireAt(from).resolve(name);
  } catch {
    // As in a shell: `catalog.ts` is a file of the current folder.
    const beside = tryToResolve(from, `./${name}`);
    if (beside !== undefined) return beside;
    throw new CommandError(
      `${shown(name)}: no such module was found; give a path from the current folder or the name of a package that is installed there`,
    );
  }
}

function tryToResolve(from: string, name: string): string | undefined {
  try {
    return requireAt(from).resolve(name);
  } catch {
    return undefined;
  }
}

async function typescriptModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(pathToFileURL(join(process.cwd(), 'portcall.mjs')).href, { fsCache: false });
  return jiti.import<Readonly<Record<string, unknown>>>(path);
}
