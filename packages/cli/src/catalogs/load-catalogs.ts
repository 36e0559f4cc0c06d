import { listed, shown } from '@portcall/core/internal';
import type { Catalog } from '@portcall/metrics';
import { loadModule } from '../loading/load-module.js';
import { CommandError } from '../outcome.js';

/** A catalog, and where it was found. */
export interface FoundCatalog {
  readonly catalog: Catalog;
  /** As it was asked for. */
  readonly module: string;
  /** The name that the module exports it by. */
  readonly exported: string;
}

/**
 * Every catalog that modules export, each once, in the order of the modules and of their exports' names.
 *
 * @throws CommandError for a module that cannot be loaded, and for one that exports no catalog
 */
export async function loadCatalogs(modules: readonly string[]): Promise<readonly FoundCatalog[]> {
  const found = new Map<Catalog, FoundCatalog>();
  for (const module of modules) {
    const exports = await loadModule(module);
    const catalogs = catalogsOf(exports);
    if (catalogs.length === 0) throw noCatalog(module, exports);
    for (const [exported, catalog] of catalogs) {
      if (!found.has(catalog)) found.set(catalog, { catalog, module, exported });
    }
  }
  return [...found.values()];
}

function catalogsOf(exports: Readonly<Record<string, unknown>>): readonly (readonly [string, Catalog])[] {
  return Object.entries(exports)
    .filter((entry): entry is [string, Catalog] => isCatalog(entry[1]))
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

/** By its shape: the project may have another copy of `@portcall/metrics` than this program. */
function isCatalog(value: unknown): value is Catalog {
  if (typeof value !== 'object' || value === null) return false;
  const { scope, metrics, relations } = value as Partial<Record<keyof Catalog, unknown>>;
  return typeof scope === 'string' && typeof metrics === 'object' && metrics !== null && Array.isArray(relations);
}

function noCatalog(module: string, exports: Readonly<Record<string, unknown>>): CommandError {
  const names = Object.keys(exports).filter((name) => name !== 'default');
  const has = names.length === 0 ? 'exports nothing by name' : `exports ${listed(names)}`;
  return new CommandError(
    `${shown(module)}: it ${has}, and none of that is a catalog; export what defineCatalog() gives`,
  );
}
