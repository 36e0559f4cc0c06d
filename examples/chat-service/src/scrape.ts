import { type Measured, type Reading, seriesKey } from '@portcall/example-kit';
import { type Definition, prometheusName } from '@portcall/metrics';

/**
 * What a Prometheus endpoint says of the metrics, under their own names.
 * @throws Error when the endpoint does not answer, or with what nobody can read
 */
export async function scrape(url: string, definitions: readonly Definition[]): Promise<Reading> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const samples = (await response.text())
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(sampleOf);
  const series = (name: string): ReadonlyMap<string, number> =>
    new Map(samples.filter((sample) => sample.name === name).map(({ labels, value }) => [seriesKey(labels), value]));
  return new Map(
    definitions.map((definition) => {
      const name = prometheusName(definition, 'underscore_suffixes') ?? definition.name;
      return [definition.name, definition.kind === 'histogram' ? histogram(name, series) : numbers(series(name))];
    }),
  );
}

function numbers(values: ReadonlyMap<string, number>): ReadonlyMap<string, Measured> {
  return new Map([...values].map(([key, sum]) => [key, { count: undefined, sum }]));
}

function histogram(name: string, series: (name: string) => ReadonlyMap<string, number>): ReadonlyMap<string, Measured> {
  const counts = series(`${name}_count`);
  return new Map([...series(`${name}_sum`)].map(([key, sum]) => [key, { count: counts.get(key), sum }]));
}

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One line: `name{label="value",…} 12`. Labels that name the instrumentation scope are the exporter's, not the metric's. */
function sampleOf(line: string): Sample {
  const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === undefined) throw new Error(`the endpoint says what nobody can read: ${line}`);
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)]
    .map(([, key, escaped]) => [key as string, unescaped(escaped as string)] as const)
    .filter(([key]) => !key.startsWith('otel_scope_'));
  return { name, labels: Object.fromEntries(pairs), value: Number(value) };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}
