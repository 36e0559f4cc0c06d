import { type Catalog, DEFAULT_SERIES_LIMIT, type Definition, type Finding } from '@portcall/metrics';
import { draftFindings, type Fault, faultsOf, levelOf } from '@portcall/metrics/internal';
import { collisionsOf } from './between-catalogs.js';
import { namingOf, type Profile, translationOf } from './profile.js';
import type { Advice } from './rules/advice.js';
import { unitsAreBaseUnits } from './rules/base-units.js';
import { deprecatedNamesGoInTime } from './rules/deprecated.js';
import { boundariesFitTheUnit } from './rules/fitting-boundaries.js';
import { boundariesHaveOneLabel } from './rules/integer-boundaries.js';
import { theBackEndNamesItAlike } from './rules/path-config.js';
import { closedSetsStayInTheBudget, openSetsAreNamed } from './rules/series-budget.js';

export interface LintOptions {
  /** Where the metrics end up. @default wherever the catalog's own naming promises */
  readonly profile?: Profile | undefined;
  /** The time that dates are held against, in milliseconds since 1970. @default now */
  readonly now?: number | undefined;
  /** Series that a metric may have. @default 2000, which is that of a registration */
  readonly maxSeries?: number | undefined;
}

/** A catalog, and the rules it breaks. */
export interface LintedCatalog {
  readonly catalog: Catalog;
  readonly findings: readonly Finding[];
}

const ADVICE: readonly Advice[] = [
  unitsAreBaseUnits,
  boundariesFitTheUnit,
  theBackEndNamesItAlike,
  closedSetsStayInTheBudget,
  openSetsAreNamed,
  boundariesHaveOneLabel,
  deprecatedNamesGoInTime,
];

/**
 * Every rule that catalogs break, each for itself and with each other: what `defineCatalog()` refuses, for the naming that the
 * profile asks for, and what may be better about what it accepts.
 */
export function lintCatalogs(catalogs: readonly Catalog[], options: LintOptions = {}): readonly LintedCatalog[] {
  const collisions = collisionsOf(catalogs);
  return catalogs.map((catalog) => ({
    catalog,
    findings: [
      ...draftFindings(draftOf(catalog, options.profile)),
      ...collisions.filter((one) => one.catalog === catalog).map(({ metric, fault }) => findingOf(metric, fault)),
      ...adviceFor(catalog, options),
    ],
  }));
}

function draftOf({ scope, prefix, naming, metrics }: Catalog, profile: Profile | undefined) {
  return { scope, prefix, naming: namingOf(profile, naming), metrics: Object.values<Definition>(metrics) };
}

function adviceFor(catalog: Catalog, options: LintOptions): readonly Finding[] {
  const { profile, maxSeries = DEFAULT_SERIES_LIMIT, now = Date.now() } = options;
  const circumstances = { maxSeries, now, backEnd: translationOf(profile) };
  return Object.values<Definition>(catalog.metrics).flatMap((metric) =>
    Array.from(
      faultsOf(ADVICE, (advice) => advice(metric, circumstances)),
      (fault) => findingOf(metric, fault),
    ),
  );
}

function findingOf({ scope, name }: Definition, { id, wrong, todo }: Fault): Finding {
  return { id, level: levelOf(id), scope, metric: name, message: `${wrong}; ${todo}` };
}
