import { BoundBytes } from '../bytes/bound-bytes.js';
import { type Family, sampleNames } from '../families.js';
import { NumberSamples } from '../samples/number-samples.js';
import type { WrittenFamily } from '../writer.js';
import { CounterLines } from './counter-lines.js';
import { header } from './header.js';
import { HistogramLines } from './histogram-lines.js';
import { unitWord } from './unit-word.js';

const TOTAL = '_total';
// As in the text format, so that a bucket is one series whatever is asked for: Prometheus 3 writes 5 as 5.0 itself, 2 does not.
const bounds = new BoundBytes((bound) => `${bound === Number.POSITIVE_INFINITY ? '+Inf' : bound}"} `);

/** A family as OpenMetrics 1.0 has it. */
interface Named {
  readonly family: Family;
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'unknown';
  /** The name of the lines that say since when; undefined where there are none. */
  readonly created?: string | undefined;
}

/**
 * Families as OpenMetrics 1.0 has them: a counter's is named without `_total`. A counter that has no `_total`, or whose names
 * without it another family could have, is of unknown type and keeps its name.
 */
export function familiesOfOne(families: readonly Family[]): readonly WrittenFamily[] {
  const taken = new Set([TARGET, ...families.flatMap(sampleNames)]);
  return families.map((family) => {
    const { name, type, created } = namedOf(family, taken);
    const word = unitWord(family);
    const unit = name.endsWith(`_${word}`) ? word : '';
    return {
      family,
      header: header({ name, type, unit, description: family.description }),
      samples: samplesOf({ family, name, type, created }),
    };
  });
}

/** The name of what is known of the process, which is a family of its own unless a metric is called so. */
export const TARGET = 'target';

function namedOf(family: Family, taken: Set<string>): Named {
  const { name, type } = family;
  if (type === 'gauge') return { family, name, type };
  if (type === 'histogram') return { family, name, type, created: claimed(`${name}_created`, taken) };
  const base = name.slice(0, -TOTAL.length);
  const isCounter = name.endsWith(TOTAL) && base !== '' && !taken.has(base) && !taken.has(`${base}_created`);
  if (!isCounter) return { family, name, type: 'unknown' };
  return { family, name: claimed(base, taken) as string, type, created: claimed(`${base}_created`, taken) };
}

/** A name that nobody else has from now on; undefined where somebody has. */
function claimed(name: string, taken: Set<string>): string | undefined {
  if (taken.has(name)) return undefined;
  taken.add(name);
  return name;
}

function samplesOf({ family, name, type, created }: Named): WrittenFamily['samples'] {
  switch (type) {
    case 'counter':
      return new CounterLines(family.name, created);
    case 'histogram':
      return new HistogramLines(name, created, bounds);
    default:
      return new NumberSamples(name);
  }
}
