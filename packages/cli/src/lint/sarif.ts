import { pathToFileURL } from 'node:url';
import type { Level, RuleId } from '@portcall/metrics';
import type { LintResult, LocatedFinding } from './lint-modules.js';

const LEVELS: Readonly<Record<Level, 'error' | 'warning' | 'note'>> = { error: 'error', warn: 'warning', info: 'note' };

const GUIDE = 'https://github.com/portcall/portcall/blob/main/docs/guides/lint-a-catalog.md';

/**
 * What lint finds for code hosts and editors.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif({ findings }: LintResult, version: string): object {
  const rules = [...new Set(findings.map(({ id }) => id))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'portcall lint',
            semanticVersion: version,
            informationUri: GUIDE,
            rules: rules.map((id) => ({ id, helpUri: `${GUIDE}#rules` })),
          },
        },
        originalUriBaseIds: { ROOT: { uri: `${pathToFileURL(process.cwd()).href}/` } },
        results: findings.map((finding) => resultOf(finding, rules)),
      },
    ],
  };
}

function resultOf({ id, level, module, metric, message }: LocatedFinding, rules: readonly RuleId[]): object {
  return {
    ruleId: id,
    ruleIndex: rules.indexOf(id),
    level: LEVELS[level],
    message: { text: metric === '' ? message : `${metric}: ${message}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: encodeURI(module.replace(/^\.\//, '')), uriBaseId: 'ROOT' } },
        ...(metric === '' ? {} : { logicalLocations: [{ fullyQualifiedName: metric, kind: 'member' }] }),
      },
    ],
  };
}
