import { oneLine } from '@portcall/core/internal';
import type { Level } from '@portcall/metrics';
import { coloured } from '../text/colour.js';
import { plural } from '../text/plural.js';
import type { LintResult, LocatedFinding } from './lint-modules.js';

const WORDS: Readonly<Record<Level, readonly [word: string, colour: 'red' | 'yellow' | 'cyan']>> = {
  error: ['error', 'red'],
  warn: ['warning', 'yellow'],
  info: ['note', 'cyan'],
};

/** What lint finds as a terminal shows it: one line each, and how many there are. */
export function findingsText({ catalogs, findings }: LintResult): string {
  const counted = (['error', 'warn', 'info'] as const).map((level) =>
    plural(findings.filter((finding) => finding.level === level).length, WORDS[level][0]),
  );
  const metrics = catalogs.reduce((count, { catalog }) => count + Object.keys(catalog.metrics).length, 0);
  const where = `${plural(metrics, 'metric')} of ${plural(catalogs.length, 'catalog')}`;
  return `${findings.map(line).join('')}${counted.join(', ')} in ${where}\n`;
}

function line({ level, module, metric, message, id }: LocatedFinding): string {
  const [word, colour] = WORDS[level];
  return `${coloured(colour, word)}: ${oneLine(`${module}: ${metric === '' ? '' : `${metric}: `}${message} [${id}]`)}\n`;
}

/** What to rename, old name and new, each once. */
export function fixReport(findings: readonly LocatedFinding[]): string {
  const lines = findings.flatMap(({ metric, renamedTo, fix: { unit, attributes = {} } = {} }) => [
    ...(renamedTo === undefined ? [] : [`${metric} -> ${renamedTo}`]),
    ...(unit === undefined ? [] : [`${metric}: unit -> ${JSON.stringify(unit)}`]),
    ...Object.entries(attributes).map(([from, to]) => `${metric}: attribute ${from} -> ${to}`),
  ]);
  return lines.length === 0 ? 'Nothing to rename.\n' : [...new Set(lines)].map((one) => `${oneLine(one)}\n`).join('');
}
