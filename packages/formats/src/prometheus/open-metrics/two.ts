import { BoundBytes } from '../bytes/bound-bytes.js';
import type { Family } from '../families.js';
import { NumberSamples } from '../samples/number-samples.js';
import type { WrittenFamily } from '../writer.js';
import { CompositeSamples, TotalSamples } from './composite-samples.js';
import { header } from './header.js';
import { unitWord } from './unit-word.js';

const bounds = new BoundBytes((bound) => `${bound === Number.POSITIVE_INFINITY ? '+Inf' : bound}:`);

/** Families as OpenMetrics 2.0 has them: under the names of their samples. */
export function familiesOfTwo(families: readonly Family[]): readonly WrittenFamily[] {
  return families.map((family) => ({
    family,
    header: header({ ...family, unit: unitWord(family) }),
    samples: samplesOf(family),
  }));
}

function samplesOf({ name, type }: Family): WrittenFamily['samples'] {
  switch (type) {
    case 'counter':
      return new TotalSamples(name);
    case 'histogram':
      return new CompositeSamples(name, bounds);
    case 'gauge':
      return new NumberSamples(name);
  }
}
