import { type AttributeKind, type Catalog, OTHER } from '@portcall/metrics';
import type { MetricQueries } from '../../queries/metric-queries.js';
import { type AlertOptions, relationAlerts, type WatchedRelation, watchedRelations } from '../relation-alerts.js';
import type { AlertRule, Labels } from '../rule.js';
import { fires, staysSilent } from './expected-alert.js';
import type { AlertTest, InputSeries, RuleTest } from './rule-test.js';
import { processLabels, someLabels, someValue, steady } from './test-series.js';

const EACH = 3;
/** Minutes in which a rule that waits for nothing has been evaluated for sure. */
const SETTLED = 20;

/** For each relation: that its alert stays silent while it holds, and fires when it does not. */
export function relationTests(catalog: Catalog, options: AlertOptions): readonly RuleTest[] {
  const rules = relationAlerts(catalog, options);
  return watchedRelations(catalog, options).flatMap((watched, at) =>
    new RelationCases(watched, rules[at] as AlertRule, options).all(),
  );
}

class RelationCases {
  private readonly process: Labels;
  private readonly shared: Labels;
  /** What the whole is where every part is \`EACH\`. */
  private readonly balanced: number;
  /** When it is asked, in minutes: at one of the evaluations, which are five minutes apart. */
  private readonly at: number;

  constructor(
    private readonly watched: WatchedRelation,
    private readonly rule: AlertRule,
    options: AlertOptions,
  ) {
    this.process = processLabels(options);
    this.shared = sharedLabels(watched);
    this.at = SETTLED + 5 * Math.ceil(minutesOf(options.for) / 5);
    this.balanced = watched.relation.kind === 'sum' ? EACH * watched.parts.length : EACH;
  }

  all(): readonly RuleTest[] {
    const { relation, onceZero, mayBeMasked, shared } = this.watched;
    const isSum = relation.kind === 'sum';
    return [
      this.test('stays silent while it holds', [...this.parts(), this.whole(this.balanced)], this.silent()),
      this.test(
        isSum ? 'fires where something is in no part' : 'fires where there is more in the part than in the whole',
        [...this.parts(), this.whole(isSum ? this.balanced + 4 : this.balanced - 1)],
        this.firing(isSum ? 4 : 1),
      ),
      isSum
        ? this.test('fires where no part was ever recorded', [this.whole(5)], this.firing(5))
        : this.test('fires where the whole was never recorded', this.parts(), this.firing(EACH)),
      ...(onceZero === undefined ? [] : [this.whileActive(onceZero)]),
      ...(mayBeMasked && shared.length > 0 ? [this.whenMasked()] : []),
    ];
  }

  private whileActive(onceZero: MetricQueries): RuleTest {
    const active = this.steady(onceZero, { ...this.process, ...someLabels(onceZero) }, 2);
    return this.test(
      `stays silent while ${onceZero.countName} is not 0`,
      [...this.parts(), this.whole(this.balanced + 2), active],
      this.silent(),
    );
  }

  private whenMasked(): RuleTest {
    const { whole, shared } = this.watched;
    const [open = ''] = shared;
    const other = this.steady(whole, { ...this.labelsOf(whole), [whole.label(open)]: OTHER }, this.balanced - 1);
    return this.test(
      `stays silent where the series limit has put some of the whole into ${OTHER}`,
      [...this.parts(), this.whole(1), other],
      this.silent(),
    );
  }

  private parts(): readonly InputSeries[] {
    return this.watched.parts.map((part) => this.steady(part, this.labelsOf(part), EACH));
  }

  private whole(value: number): InputSeries {
    return this.steady(this.watched.whole, this.labelsOf(this.watched.whole), value);
  }

  private steady(metric: MetricQueries, labels: Labels, value: number): InputSeries {
    return steady(metric, labels, value, this.at + 1);
  }

  private labelsOf(metric: MetricQueries): Labels {
    return { ...this.process, ...someLabels(metric), ...this.shared };
  }

  private silent(): AlertTest {
    return staysSilent(this.rule, `${this.at}m`);
  }

  private firing(value: number): AlertTest {
    return fires(this.rule, `${this.at}m`, { ...this.process, ...this.shared }, value);
  }

  private test(name: string, input_series: readonly InputSeries[], ...tests: readonly AlertTest[]): RuleTest {
    return { name: `${this.rule.alert} ${name}`, interval: '1m', input_series, alert_rule_test: tests };
  }
}

function minutesOf(duration: string): number {
  const count = Number.parseInt(duration, 10);
  return { s: count / 60, m: count, h: count * 60 }[duration.slice(-1)] ?? 0;
}

/** A value for each attribute that they all have, one that all of them may have. */
function sharedLabels({ whole, parts, shared }: WatchedRelation): Labels {
  const metrics = [whole, ...parts];
  const labels = shared.map((key) => {
    const kinds = metrics.map(({ definition }) => definition.attributes[key] as AttributeKind);
    const closed = kinds.find(({ values }) => values !== undefined);
    const common = closed?.values?.find((value) => kinds.every(({ values }) => values?.includes(value) ?? true));
    const value = common === undefined ? someValue(kinds[0] as AttributeKind) : String(common);
    return [whole.label(key), value] as const;
  });
  return Object.fromEntries(labels);
}
