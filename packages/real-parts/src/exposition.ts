/** One line of a Prometheus text: `name{labels} value`. */
export interface ExpositionSample {
  /** The sample's own name: with `_bucket`, `_sum` or `_count` in histograms. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ExpositionFamily {
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ExpositionSample[];
}

export interface Exposition {
  readonly samples: readonly ExpositionSample[];
  /** By the name that stands behind `# TYPE`. */
  readonly families: ReadonlyMap<string, ExpositionFamily>;
  /** What a scrape would refuse or a reader misunderstand, each with its line; empty where all is well. */
  readonly errors: readonly string[];
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const VALUE = /^([+-]?Inf|NaN|[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)$/;
const TYPES = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped']);
const PARTS = ['_bucket', '_sum', '_count'];

/**
 * Reads the text format 0.0.4 strictly: names, escapes, values, families that stand together and are declared once,
 * series that come once, counters that are not negative, histograms whose buckets add up.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function parseExposition(text: string): Exposition {
  const reading = new Reading();
  const lines = text.split('\n');
  if (lines.pop() !== '') reading.fault(lines.length + 1, 'the last line does not end');
  lines.forEach((line, index) => {
    try {
      reading.line(line, index + 1);
    } catch (error) {
      reading.fault(index + 1, (error as Error).message);
    }
  });
  return reading.end();
}

class Reading {
  private readonly samples: ExpositionSample[] = [];
  private readonly families = new Map<string, { type: string; help: string; samples: ExpositionSample[] }>();
  private readonly seen = new Set<string>();
  private readonly errors: string[] = [];
  private current = '';

  fault(line: number, message: string): void {
    this.errors.push(`line ${line}: ${message}`);
  }

  line(line: string, number: number): void {
    if (line === '') return;
    if (line.startsWith('#')) this.comment(line, number);
    else this.sample(sampleOf(line), number);
  }

  end(): Exposition {
    for (const [name, family] of this.families) {
      if (family.type === 'histogram') this.errors.push(...histogramFaults(name, family.samples));
    }
    return { samples: this.samples, families: this.families, errors: this.errors };
  }

  private comment(line: string, number: number): void {
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line) ?? [];
    if (keyword === undefined) return;
    if (!METRIC_NAME.test(name)) this.fault(number, `${name} is not a metric name`);
    const family = this.enter(name, number);
    if (keyword === 'HELP') {
      if (family.help !== '') this.fault(number, `a second HELP for ${name}`);
      family.help = rest;
      return;
    }
    if (!TYPES.has(rest)) this.fault(number, `${rest} is not a type`);
    if (family.type !== 'untyped') this.fault(number, `a second TYPE for ${name}`);
    if (family.samples.length > 0) this.fault(number, `TYPE of ${name} after its samples`);
    family.type = rest;
  }

  private sample(sample: ExpositionSample, number: number): void {
    const family = this.enter(this.familyName(sample.name), number);
    const series = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`;
    if (this.seen.has(series)) this.fault(number, `the series ${series} comes twice`);
    this.seen.add(series);
    if (family.type === 'counter' && !(sample.value >= 0)) this.fault(number, `counter ${series} is ${sample.value}`);
    family.samples.push(sample);
    this.samples.push(sample);
  }

  private enter(name: string, number: number): { type: string; help: string; samples: ExpositionSample[] } {
    const known = this.families.get(name);
    if (known !== undefined && this.current !== name) this.fault(number, `the family ${name} does not stand together`);
    this.current = name;
    if (known !== undefined) return known;
    const family = { type: 'untyped', help: '', samples: [] };
    this.families.set(name, family);
    return family;
  }

  private familyName(sample: string): string {
    const stems = PARTS.filter((part) => sample.endsWith(part)).map((part) => sample.slice(0, -part.length));
    const owner = stems.find((stem) => ['histogram', 'summary'].includes(this.families.get(stem)?.type ?? ''));
    return owner ?? sample;
  }
}

function sampleOf(line: string): ExpositionSample {
  const name = /^[^\s{]+/.exec(line)?.[0] ?? '';
  if (!METRIC_NAME.test(name)) throw new Error(`${name} is not a metric name`);
  const [labels, rest] = labelsOf(line.slice(name.length));
  const [value = '', timestamp, ...more] = rest.trim().split(/[ \t]+/);
  if (!VALUE.test(value)) throw new Error(`${value} is not a value`);
  if (more.length > 0 || (timestamp !== undefined && !/^-?\d+$/.test(timestamp)))
    throw new Error(`${rest} is too much`);
  return { name, labels, value: Number(value.replace('Inf', 'Infinity')) };
}

function labelsOf(text: string): readonly [labels: Record<string, string>, rest: string] {
  const labels: Record<string, string> = {};
  if (!text.startsWith('{')) return [labels, text];
  const label = /([^=,{}"]*)="([^"\\]*(?:\\.[^"\\]*)*)"(,?)/sy;
  let at = 1;
  while (text[at] !== '}') {
    label.lastIndex = at;
    const [whole, key = '', escaped = '', comma] = label.exec(text) ?? [];
    if (whole === undefined) throw new Error(`labels cannot be read from ${text.slice(at)}`);
    if (!LABEL_NAME.test(key) || key.startsWith('__')) throw new Error(`${key} is not a label name`);
    if (Object.hasOwn(labels, key)) throw new Error(`label ${key} comes twice`);
    labels[key] = unescaped(escaped);
    at += whole.length;
    if (comma === '' && text[at] !== '}') throw new Error(`no comma after label ${key}`);
  }
  return [labels, text.slice(at + 1)];
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (sequence, character: string) => {
    if (character === 'n') return '\n';
    if (character === '\\' || character === '"') return character;
    throw new Error(`${sequence} is not an escape`);
  });
}

/** A histogram's buckets rise, end at +Inf and there hold as many as `_count` says. */
function histogramFaults(name: string, samples: readonly ExpositionSample[]): readonly string[] {
  const buckets = new Map<string, { bound: number; count: number }[]>();
  const counts = new Map<string, number>();
  for (const { name: sample, labels, value } of samples) {
    const { le, ...others } = labels;
    const series = JSON.stringify(Object.entries(others).sort());
    if (sample === `${name}_count`) counts.set(series, value);
    if (sample !== `${name}_bucket`) continue;
    const bound = Number((le ?? 'none').replace('Inf', 'Infinity'));
    buckets.set(series, [...(buckets.get(series) ?? []), { bound, count: value }]);
  }
  return [...buckets].flatMap(([series, all]) => {
    const rising = all.every(({ bound, count }, index) => {
      const before = all[index - 1];
      return before === undefined ? !Number.isNaN(bound) : bound > before.bound && count >= before.count;
    });
    const last = all.at(-1);
    const complete = last?.bound === Number.POSITIVE_INFINITY && last.count === counts.get(series);
    return rising && complete ? [] : [`histogram ${name} ${series}: its buckets do not add up`];
  });
}
