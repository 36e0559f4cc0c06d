import type { Catalog } from '@portcall/metrics';
import { fileName } from '../queries/words.js';
import { recordingGroup } from './recording-rules.js';
import { type AlertOptions, relationAlerts } from './relation-alerts.js';
import type { RuleFile, RuleGroup } from './rule.js';
import { sloGroups } from './slo-rules.js';
import { relationTests } from './tests/relation-tests.js';
import type { RuleTestFile } from './tests/rule-test.js';
import { sloTests } from './tests/slo-tests.js';

/** Every test evaluates all rules of its file that often: more would show the same, and take the longer. */
const EVALUATED = '5m';

/** The rules of one scope, and what proves them. */
export interface ScopeRules {
  readonly scope: string;
  /** The name of the rules file, which its tests name. */
  readonly file: string;
  readonly rules: RuleFile;
  readonly testFile: string;
  readonly tests: RuleTestFile;
}

/** Rules and their tests, one file of each per scope, in the order in which scopes come. */
export function rulesOf(catalogs: readonly Catalog[], options: AlertOptions): readonly ScopeRules[] {
  return [...new Set(catalogs.map(({ scope }) => scope))].map((scope) => {
    const together = catalogs.filter((catalog) => catalog.scope === scope);
    const file = `${fileName(scope)}.rules.yml`;
    return {
      ...{ scope, file, testFile: `${fileName(scope)}.rules.test.yml` },
      rules: { groups: withUniqueNames(together.flatMap((catalog) => groupsOf(catalog, options))) },
      tests: {
        rule_files: [file],
        evaluation_interval: EVALUATED,
        tests: together.flatMap((catalog) => [...relationTests(catalog, options), ...sloTests(catalog, options)]),
      },
    };
  });
}

function groupsOf(catalog: Catalog, options: AlertOptions): readonly RuleGroup[] {
  const groups = [
    recordingGroup(catalog, options),
    { name: `${catalog.scope}.relations`, rules: relationAlerts(catalog, options) },
    ...sloGroups(catalog, options),
  ];
  return groups.filter(({ rules }) => rules.length > 0);
}

/** Prometheus refuses two groups of one name in one file; catalogs of one scope have them. */
function withUniqueNames(groups: readonly RuleGroup[]): readonly RuleGroup[] {
  const seen = new Map<string, number>();
  return groups.map((group) => {
    const times = (seen.get(group.name) ?? 0) + 1;
    seen.set(group.name, times);
    return times === 1 ? group : { ...group, name: `${group.name}.${times}` };
  });
}
