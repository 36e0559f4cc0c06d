/** How bad it is to break a rule: an error loses data or a name today, a warning may, a note is good to know. */
export type Level = 'error' | 'warn' | 'info';

/** Every rule for catalogs. Each has a row in docs/guides/lint-a-catalog.md. */
export type RuleId = NameRule | UnitRule | DefinitionRule | CatalogRule | Warning | Note;

type NameRule =
  | 'name-charset'
  | 'name-double-underscore'
  | 'name-edge-separator'
  | 'name-leading-digit'
  | 'name-nonascii'
  | 'name-colon'
  | 'name-length'
  | 'reserved-suffix'
  | 'noncounter-total'
  | 'counter-total-added'
  | 'counter-total-missing'
  | 'total-not-last'
  | 'total-twice'
  | 'ends-with-total-word'
  | 'gauge-unit-1'
  | 'paths-differ';

type UnitRule =
  | 'unit-missing-in-name'
  | 'unit-abbrev-in-name'
  | 'unit-contradicts-name'
  | 'unit-undeclared'
  | 'unit-token-not-last'
  | 'unit-per'
  | 'unit-multiword'
  | 'unit-unbraced'
  | 'unit-unknown-code'
  | 'unit-unstable';

type DefinitionRule =
  | 'definition'
  | 'half-character'
  | 'description-missing'
  | 'boundaries-order'
  | 'label-charset'
  | 'label-collision'
  | 'label-reserved'
  | 'label-values';

type CatalogRule =
  | 'family-collision'
  | 'type-conflict-across-scopes'
  | 'series-budget'
  | 'deprecated-replacement'
  | 'deprecated-overdue';

type Warning = 'unit-non-base' | 'boundaries-unit' | 'path-config';

type Note = 'le-integer' | 'series-unbounded' | 'deprecated';

const WARNINGS: ReadonlySet<RuleId> = new Set<Warning>(['unit-non-base', 'boundaries-unit', 'path-config']);
const NOTES: ReadonlySet<RuleId> = new Set<Note>(['le-integer', 'series-unbounded', 'deprecated']);

export function levelOf(id: RuleId): Level {
  if (NOTES.has(id)) return 'info';
  return WARNINGS.has(id) ? 'warn' : 'error';
}
