import type { NamingPath } from '@portcall/metrics';

/** A road on which dashboards and alerts see a metric. */
export interface DiffPath {
  readonly called: string;
  readonly names: NamingPath;
  /** Whether its series have the scope as a label. */
  readonly hasScope: boolean;
}

export const DIFF_PATHS: readonly DiffPath[] = [
  { called: 'scrape', names: 'underscore_suffixes', hasScope: true },
  { called: 'collector', names: 'underscore_suffixes', hasScope: true },
  { called: 'js_exporter', names: 'js_exporter', hasScope: true },
  { called: 'prometheus3', names: 'underscore_suffixes', hasScope: false },
  { called: 'mimir', names: 'underscore', hasScope: false },
  { called: 'victoriametrics', names: 'untranslated', hasScope: false },
];

/** On all of them. */
export const EVERYWHERE: readonly string[] = DIFF_PATHS.map(({ called }) => called);
