import type { Measured } from '@portcall/example-kit';
import type { Definition } from '@portcall/metrics';
import type { Readings } from './reading.js';

export interface Report {
  /** At most 100 columns wide. */
  readonly text: string;
  /** Whether every series has the same numbers everywhere. */
  readonly equal: boolean;
}

/** What a catalog's metrics came to, place beside place: totals are shown, and every single series is compared. */
export function reportOf(definitions: readonly Definition[], readings: Readings): Report {
  const rows = definitions.map((definition) => rowOf(definition, readings));
  const prefix = commonPrefix(definitions.map(({ name }) => name));
  const lines = [
    ['metric', 'recorded', 'receiver', 'endpoint', 'equal'],
    ...rows.map(({ name, totals, equal }) => [name.slice(prefix.length), ...totals, equal ? 'yes' : 'NO']),
  ];
  const differing = rows.filter(({ equal }) => !equal).length;
  const verdict =
    differing === 0 ? `all ${rows.length} metrics are equal` : `${differing} of ${rows.length} metrics differ`;
  return {
    text: [
      `Names without ${prefix}. Histograms: how many values, and their sum.`,
      ...lines.map(aligned),
      `${verdict}${readings.receiver === undefined ? ' (receiver: not readable here)' : ''}`,
    ].join('\n'),
    equal: differing === 0,
  };
}

interface Row {
  readonly name: string;
  readonly totals: readonly string[];
  readonly equal: boolean;
}

function rowOf({ name }: Definition, { recorded, receiver, endpoint }: Readings): Row {
  const series = [recorded, receiver, endpoint].map((reading) => reading && (reading.get(name) ?? new Map()));
  const [first, ...others] = series as [
    ReadonlyMap<string, Measured>,
    ...(ReadonlyMap<string, Measured> | undefined)[],
  ];
  return {
    name,
    totals: series.map((each) => (each === undefined ? '-' : totalOf(each))),
    equal: others.every((other) => other === undefined || sameSeries(first, other)),
  };
}

function totalOf(series: ReadonlyMap<string, Measured>): string {
  if (series.size === 0) return 'nothing';
  let [count, sum] = [undefined as number | undefined, 0];
  for (const measured of series.values()) {
    if (measured.count !== undefined) count = (count ?? 0) + measured.count;
    sum += measured.sum;
  }
  const rounded = String(Number.isInteger(sum) ? sum : Number(sum.toPrecision(6)));
  return count === undefined ? rounded : `${count}: ${rounded}`;
}

function sameSeries(a: ReadonlyMap<string, Measured>, b: ReadonlyMap<string, Measured>): boolean {
  return (
    a.size === b.size &&
    [...a].every(([key, { count, sum }]) => {
      const other = b.get(key);
      // Rotel reads a fraction from JSON with an error of up to one unit in its last place.
      return other !== undefined && other.count === count && Math.abs(other.sum - sum) <= Math.abs(sum) * 1e-12;
    })
  );
}

function commonPrefix([first = '', ...others]: readonly string[]): string {
  const words = first.split('_');
  while (words.length > 0 && !others.every((name) => name.startsWith(`${words.join('_')}_`))) words.pop();
  return words.length === 0 ? '' : `${words.join('_')}_`;
}

function aligned([name = '', recorded = '', receiver = '', endpoint = '', equal = '']: readonly string[]): string {
  return `${name.padEnd(43)} ${[recorded, receiver, endpoint].map((cell) => cell.padStart(15)).join(' ')}  ${equal}`.trimEnd();
}
