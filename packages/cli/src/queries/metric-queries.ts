import { type Definition, type NamingPath, prometheusName } from '@portcall/metrics';
import { labelName } from '@portcall/metrics/internal';
import { type Matcher, selector } from './selector.js';

/** One metric as it is asked for on a path. */
export class MetricQueries {
  private constructor(
    readonly definition: Definition,
    /** The name of the family there. */
    readonly family: string,
    private readonly path: NamingPath,
  ) {}

  /** Undefined where the metric has no name on the path. */
  static of(definition: Definition, path: NamingPath): MetricQueries | undefined {
    const family = prometheusName(definition, path);
    return family === undefined ? undefined : new MetricQueries(definition, family, path);
  }

  /** Whether its buckets follow its values: it is one series there, a native histogram. */
  get isNative(): boolean {
    return this.definition.buckets === 'exponential';
  }

  /** Its attributes as labels, in the order in which they are declared. */
  get labels(): readonly string[] {
    return Object.keys(this.definition.attributes).map((key) => labelOf(key, this.path));
  }

  /** The name of the samples that say how much there is: of a histogram, how often it was recorded. */
  get countName(): string {
    return this.definition.kind === 'histogram' && !this.isNative ? `${this.family}_count` : this.family;
  }

  /** How much there is, or how often it was recorded: an instant vector. */
  count(matchers: readonly Matcher[] = []): string {
    const series = selector(this.countName, matchers);
    return this.isNative ? `histogram_count(${series})` : series;
  }

  /** How much, or how often, per second over a window. */
  countRate(window: string, matchers: readonly Matcher[] = []): string {
    const rate = `rate(${selector(this.countName, matchers)}[${window}])`;
    return this.isNative ? `histogram_count(${rate})` : rate;
  }

  /** What a histogram has measured, per second over a window. */
  sumRate(window: string, matchers: readonly Matcher[] = []): string {
    if (this.isNative) return `histogram_sum(rate(${selector(this.family, matchers)}[${window}]))`;
    return `rate(${selector(`${this.family}_sum`, matchers)}[${window}])`;
  }

  /** The buckets of a histogram, per second over a window; a native histogram is its own. */
  bucketRate(window: string, matchers: readonly Matcher[] = []): string {
    return `rate(${selector(this.bucketName, matchers)}[${window}])`;
  }

  get bucketName(): string {
    return this.isNative ? this.family : `${this.family}_bucket`;
  }

  /** A name for what is recorded of it: classic on every path, and without `_total`. */
  get recordName(): string {
    return (prometheusName(this.definition, 'underscore_suffixes') ?? this.family).replace(/_total$/, '');
  }

  label(key: string): string {
    return labelOf(key, this.path);
  }
}

/** The label of an attribute on a path. Keys of catalogs are words that dots and underscores join, which have one everywhere. */
function labelOf(key: string, path: NamingPath): string {
  const isKept = path === 'utf8_suffixes' || path === 'untranslated';
  return labelName(key, isKept ? 'utf8' : 'collector') ?? key;
}
