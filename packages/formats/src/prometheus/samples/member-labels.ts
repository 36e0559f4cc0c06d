import type { LabelColumn, MetricDescription, MetricPoints, SeriesPoint } from '@portcall/metrics';
import type { ByteText } from '../bytes/byte-text.js';
import type { Family } from '../families.js';
import { LabelTexts, type SeriesLabels } from '../label-texts.js';
import { escapedValue, labelValue } from '../label-value.js';
import type { Naming } from '../names/translation.js';
import { SeriesSeen } from '../series-seen.js';
import { areLabels, ColumnLabels } from './column-labels.js';

/** Why a series is left out of a scrape. */
export type Refusal = 'unreadable' | 'taken';

/** The labels of the series of one metric in a family, one after the other. */
export interface MemberLabels {
  /** Reads a point's labels. */
  enter(point: SeriesPoint): Refusal | undefined;
  /** Writes what was read, those of the scope too, and a comma behind each. */
  write(out: ByteText): void;
}

export interface MemberLabelsOptions {
  readonly naming: Naming;
  readonly withoutScope: boolean;
}

const SCOPE_LABELS = ['otel_scope_name', 'otel_scope_version'];
const RESERVED = ['le'];

/** Gives the labels of every metric of a family, as its series are written. */
export class FamilyLabels {
  private readonly texts: LabelTexts;
  private readonly byColumns = new WeakMap<readonly LabelColumn[], ColumnLabels>();
  private readonly withoutScope: boolean;

  constructor({ naming, withoutScope }: MemberLabelsOptions) {
    const reserved = withoutScope ? RESERVED : [...RESERVED, ...SCOPE_LABELS];
    this.texts = new LabelTexts({ nameOf: (key) => naming.label(key), reserved });
    this.withoutScope = withoutScope;
  }

  /** The labels of each member of a family. Series are looked for among those of other members only where they can be the same. */
  of({ members }: Family): (member: MetricPoints) => MemberLabels {
    const scopes = members.map(({ metric }) => this.scope(metric));
    const seen = new SeriesSeen();
    return (member) => {
      const scope = this.scope(member.metric);
      const isAlone = scopes.indexOf(scope) === scopes.lastIndexOf(scope);
      const { columns } = member;
      if (columns !== undefined && isAlone && areLabels(member, (key) => this.texts.nameOf(key)))
        return new KnownLabels(this.labelsOf(columns), scope);
      return new AnyLabels(this.texts, seen, member.metric.name, scope);
    };
  }

  private labelsOf(columns: readonly LabelColumn[]): ColumnLabels {
    const known = this.byColumns.get(columns);
    if (known !== undefined) return known;
    const labels = new ColumnLabels(columns, (key) => this.texts.nameOf(key));
    this.byColumns.set(columns, labels);
    return labels;
  }

  /** The labels of a metric's scope, a comma behind each. */
  private scope({ scope, scopeVersion }: MetricDescription): string {
    if (this.withoutScope) return '';
    const name = `otel_scope_name="${escapedValue(labelValue(scope) ?? '')}",`;
    return scopeVersion === '' ? name : `${name}otel_scope_version="${escapedValue(labelValue(scopeVersion) ?? '')}",`;
  }
}

/** Of our own metrics: no two series have the same labels, and nothing is to be read. */
class KnownLabels implements MemberLabels {
  private ids: ArrayLike<number> = [];
  private readonly scope: Uint8Array;

  constructor(
    private readonly labels: ColumnLabels,
    scope: string,
  ) {
    this.scope = new Uint8Array(Buffer.from(scope));
  }

  enter({ ids }: SeriesPoint): undefined {
    this.ids = ids as ArrayLike<number>;
  }

  write(out: ByteText): void {
    this.labels.write(out, this.ids);
    out.bytes(this.scope);
  }
}

class AnyLabels implements MemberLabels {
  private labels: SeriesLabels | undefined;

  constructor(
    private readonly texts: LabelTexts,
    private readonly seen: SeriesSeen,
    private readonly metric: string,
    private readonly scope: string,
  ) {}

  enter({ attributes }: SeriesPoint): Refusal | undefined {
    this.labels = this.texts.of(attributes, this.metric);
    if (this.labels === undefined) return 'unreadable';
    return this.seen.add(this.labels, this.scope) ? undefined : 'taken';
  }

  write(out: ByteText): void {
    const { text } = this.labels as SeriesLabels;
    out.text(text === '' ? this.scope : `${text},${this.scope}`);
  }
}
