import type { Catalog, Definition } from '@portcall/metrics';
import { titled, wordsOf } from '../queries/words.js';

const UNIT_WORDS = ['seconds', 'ms', 'milliseconds', 'ratio', 'percent', 'celsius', 'total'];

/** The words of a metric's name without those that every metric of its catalog begins with. */
export class MetricTitles {
  private readonly common: number;

  constructor({ metrics }: Catalog) {
    const names = Object.values(metrics as Readonly<Record<string, Definition>>).map(({ name }) => wordsOf(name));
    const [first = []] = names;
    const shortest = Math.min(...names.map((words) => words.length));
    let common = 0;
    while (common < shortest - 1 && names.every((words) => words[common] === first[common])) common += 1;
    this.common = common;
  }

  /** Without the unit at its end, too: a chart says it beside its numbers. */
  words({ name }: Definition): readonly string[] {
    const words = wordsOf(name).slice(this.common);
    const isUnit = words.length > 1 && UNIT_WORDS.includes(words.at(-1) as string);
    return isUnit ? words.slice(0, -1) : words;
  }

  title(definition: Definition): string {
    return titled(this.words(definition));
  }
}
