import type { Catalog, Definition, Relation } from '@portcall/metrics';
import { titled } from '../queries/words.js';
import type { MetricTitles } from './metric-titles.js';

export interface MetricGroup {
  readonly title: string;
  readonly metrics: readonly Definition[];
}

/** So many metrics are one row: there is nothing to look for. */
const ONE_ROW = 6;

/**
 * The metrics of a catalog by what belongs together: what begins with the same word, and what a relation speaks of. What is
 * left alone is one group at the end. Catalogs of few metrics are one group.
 */
export function groupsOf(catalog: Catalog, titles: MetricTitles): readonly MetricGroup[] {
  const definitions = Object.entries(catalog.metrics as Readonly<Record<string, Definition>>).filter(
    ([, { deprecated }]) => deprecated === undefined,
  );
  if (definitions.length <= ONE_ROW) {
    return [{ title: catalog.scope, metrics: definitions.map(([, definition]) => definition) }];
  }
  const wordOf = (definition: Definition): string => titles.words(definition)[0] as string;
  const related = relatedWords(catalog, wordOf);
  const groups = new Map<string, Definition[]>();
  for (const [, definition] of definitions) {
    const word = related.get(wordOf(definition)) ?? wordOf(definition);
    groups.set(word, [...(groups.get(word) ?? []), definition]);
  }
  const together = [...groups].filter(([, metrics]) => metrics.length > 1);
  const alone = [...groups].filter(([, metrics]) => metrics.length === 1).flatMap(([, metrics]) => metrics);
  const rows = together.map(([word, metrics]) => ({ title: titled([word]), metrics }));
  return alone.length === 0 ? rows : [...rows, { title: 'Others', metrics: alone }];
}

/** Words whose metrics stand in a relation to those of another word, each with that one: the relation's first. */
function relatedWords(
  { relations, metrics }: Catalog,
  wordOf: (definition: Definition) => string,
): Map<string, string> {
  const related = new Map<string, string>();
  for (const relation of relations) {
    const words = keysOf(relation).map((key) =>
      wordOf((metrics as Readonly<Record<string, Definition>>)[key] as Definition),
    );
    const [first = ''] = words;
    const target = related.get(first) ?? first;
    for (const word of words) {
      if (word !== target && !related.has(word)) related.set(word, target);
    }
  }
  return related;
}

function keysOf(relation: Relation): readonly string[] {
  if (relation.kind === 'subset') return [relation.whole, relation.part];
  return [relation.total, ...relation.parts, ...(relation.onceZero === undefined ? [] : [relation.onceZero])];
}
