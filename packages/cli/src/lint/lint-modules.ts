import type { Catalog, Finding, Fix } from '@portcall/metrics';
import { type FoundCatalog, loadCatalogs } from '../catalogs/load-catalogs.js';
import { CommandError } from '../outcome.js';
import { type LintOptions, lintCatalogs } from './lint.js';

/** A rule that is broken, and the module whose catalog breaks it. */
export interface LocatedFinding extends Finding {
  /** As it was asked for. */
  readonly module: string;
}

export interface LintResult {
  readonly catalogs: readonly FoundCatalog[];
  readonly findings: readonly LocatedFinding[];
}

/**
 * Every rule that the catalogs of modules break, each for itself and with each other. A module whose catalog is refused has what
 * is wrong with that, and its other catalogs are not looked at.
 *
 * @throws CommandError for a module that cannot be loaded for another reason, and for one that exports no catalog
 */
export async function lintModules(modules: readonly string[], options: LintOptions): Promise<LintResult> {
  const found = new Map<Catalog, FoundCatalog>();
  const refused: LocatedFinding[] = [];
  for (const module of modules) {
    const loaded = await loadCatalogs([module]).catch((cause: unknown) => refusals(module, cause));
    for (const one of loaded) {
      if (isFinding(one)) refused.push(one);
      else if (!found.has(one.catalog)) found.set(one.catalog, one);
    }
  }
  const linted = lintCatalogs([...found.keys()], options).flatMap(({ catalog, findings }) =>
    findings.map((finding) => ({ ...finding, module: found.get(catalog)?.module ?? '' })),
  );
  return { catalogs: [...found.values()], findings: [...refused, ...linted] };
}

function refusals(module: string, cause: unknown): readonly LocatedFinding[] {
  const error = cause instanceof CommandError ? cause.cause : undefined;
  if (!isRefusal(error)) throw cause;
  const { findings = [], message, fixes } = error;
  const [fix] = fixes;
  const whole: Finding = { id: 'definition', level: 'error', scope: '', metric: '', message, ...(fix && { fix }) };
  return (findings.length === 0 ? [whole] : findings).map((finding) => ({ ...finding, module }));
}

/** What a `DefinitionError` says. By its shape: the project may have another copy of `@portcall/metrics` than this program. */
interface Refusal {
  readonly message: string;
  readonly fixes: readonly Fix[];
  readonly findings?: readonly Finding[];
}

function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && error.name === 'DefinitionError' && 'fixes' in error && Array.isArray(error.fixes);
}

function isFinding(one: FoundCatalog | LocatedFinding): one is LocatedFinding {
  return 'level' in one;
}
