import type { LabelColumn, MetricDescription, MetricPoints, SeriesPoint } from '@portcall/metrics';
import { ProtobufWriter } from '../../protobuf.js';
import type { Family } from '../families.js';
import { LabelTexts } from '../label-texts.js';
import { labelValue } from '../label-value.js';
import type { Naming } from '../names/translation.js';
import { areLabels } from '../samples/column-labels.js';
import { ColumnPairs } from './column-pairs.js';
import { METRIC } from './fields.js';
import { identityOf, type Labels, labelsOf, writeLabels } from './label-pairs.js';

/** Why a series is left out of a scrape. */
export type Refusal = 'unreadable' | 'taken';

/** Writes the labels of a point of one metric, those of the scope too; gives why the series has to be left out, if it has to. */
export type WriteLabels = (writer: ProtobufWriter, point: SeriesPoint) => Refusal | undefined;

const SCOPE_LABELS = ['otel_scope_name', 'otel_scope_version'];
const RESERVED = ['le', '__name__', ...SCOPE_LABELS];

/** The labels of every metric of a family. Keep it: what is written of an attribute's value once is used again. */
export class FamilyPairs {
  private readonly byColumns = new WeakMap<readonly LabelColumn[], ColumnPairs>();
  private readonly texts: LabelTexts;

  constructor(naming: Naming) {
    this.texts = new LabelTexts({ nameOf: (key) => naming.label(key), reserved: RESERVED });
  }

  of({ members }: Pick<Family, 'members'>): (member: MetricPoints) => WriteLabels {
    const scopes = members.map(({ metric }) => identityOf(scopeLabels(metric)));
    const seen = new Set<string>();
    return (member) => {
      const scope = scopeLabels(member.metric);
      const identity = identityOf(scope);
      const isAlone = scopes.indexOf(identity) === scopes.lastIndexOf(identity);
      const pairs = isAlone ? this.pairsOf(member) : undefined;
      return pairs === undefined ? this.anyLabels(member, scope, seen) : knownLabels(pairs, scope);
    };
  }

  /** Where each column is a label of its own: then series with other values have other labels, but for empty ones. */
  private pairsOf(member: MetricPoints): ColumnPairs | undefined {
    const { columns } = member;
    if (columns === undefined) return undefined;
    const known = this.byColumns.get(columns);
    if (known !== undefined) return known;
    if (!areLabels(member, (key) => this.texts.nameOf(key))) return undefined;
    const pairs = new ColumnPairs(columns, (key) => this.texts.nameOf(key));
    this.byColumns.set(columns, pairs);
    return pairs;
  }

  private anyLabels({ metric }: MetricPoints, scope: Labels, seen: Set<string>): WriteLabels {
    return (writer, { attributes }) => {
      const own = labelsOf(this.texts, attributes, metric.name);
      if (own === undefined) return 'unreadable';
      const labels = new Map([...own, ...scope]);
      if (!isNew(seen, identityOf(labels))) return 'taken';
      writeLabels(writer, METRIC.label, labels);
      return undefined;
    };
  }
}

function knownLabels(pairs: ColumnPairs, scope: Labels): WriteLabels {
  const withGaps = new Set<string>();
  const ofScope = new ProtobufWriter(128);
  writeLabels(ofScope, METRIC.label, scope);
  const scopePairs = ofScope.finish();
  return (writer, { ids }) => {
    const areAll = pairs.write(writer, ids as ArrayLike<number>);
    if (!areAll && !isNew(withGaps, pairs.identity(ids as ArrayLike<number>))) return 'taken';
    writer.fields(scopePairs);
    return undefined;
  };
}

function isNew(seen: Set<string>, identity: string): boolean {
  return seen.size < seen.add(identity).size;
}

function scopeLabels({ scope, scopeVersion }: MetricDescription): Labels {
  const values = [scope, scopeVersion].map((text) => labelValue(text) ?? '');
  const labels = values.map((value, i): [string, string] => [SCOPE_LABELS[i]!, value]);
  return new Map(labels.filter(([, value]) => value !== ''));
}
