import { oneLine } from '@portcall/core/internal';
import { coloured } from '../text/colour.js';
import { plural } from '../text/plural.js';
import { breakingChanges, type CatalogDiff } from './catalog-diff.js';
import type { Change } from './change.js';
import { DIFF_PATHS } from './diff-paths.js';
import type { SeriesDelta } from './series-delta.js';

/** By which a comment of this program is found again. */
const MARKER = '<!-- portcall catalog-diff -->';

/** Changes as a terminal shows them: one line each. */
export function diffText(diff: CatalogDiff): string {
  return `${diff.changes.map(line).join('')}${oneLine(summary(diff))}\n${oneLine(seriesLine(diff.series))}\n`;
}

/** Changes as a comment on a pull request. */
export function diffMarkdown(diff: CatalogDiff): string {
  const { changes, series } = diff;
  const rows = changes.map(
    ({ metric, message, breaks }) => `| \`${metric}\` | ${cell(message)} | ${pathsText(breaks) || 'no'} |`,
  );
  const table = rows.length === 0 ? [] : [['| metric | change | breaks |', '|---|---|---|', ...rows].join('\n')];
  return `${[MARKER, `**Metrics**: ${summary(diff)}`, ...table, cell(seriesLine(series))].join('\n\n')}\n`;
}

function line({ metric, message, breaks }: Change): string {
  const paths = pathsText(breaks);
  const word = paths === '' ? coloured('green', 'fine') : coloured('red', 'breaking');
  return `${word}: ${oneLine(`${metric}: ${message}${paths === '' ? '' : ` [${paths}]`}`)}\n`;
}

function summary(diff: CatalogDiff): string {
  const { changes } = diff;
  if (changes.length === 0) return 'nothing has changed';
  return `${plural(changes.length, 'change')}, ${breakingChanges(diff).length} of them breaking`;
}

function pathsText(breaks: readonly string[]): string {
  return breaks.length === DIFF_PATHS.length ? 'every path' : breaks.join(', ');
}

function seriesLine({ before, after, unbounded }: SeriesDelta): string {
  const delta = after - before;
  const open = Object.entries(unbounded).map(([metric, keys]) => `${metric} (${keys.join(', ')})`);
  const more = open.length === 0 ? '' : `; times the values of ${open.join(', ')}`;
  return `series of one process: ${before} -> ${after} (${delta < 0 ? '' : '+'}${delta})${more}`;
}

function cell(text: string): string {
  return oneLine(text).replace(/[|<`*]/g, '\\$&');
}
