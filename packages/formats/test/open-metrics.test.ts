import { forgetProblems, onProblem, problems } from '@portcall/core';
import { type OpenMetricsTextOptions, openMetricsText } from '@portcall/formats';
import type { Exemplar, SeriesPoint } from '@portcall/metrics';
import {
  describeWith,
  type OpenMetricsAnswer,
  type OpenMetricsSample,
  openMetricsAnswers,
  parseExposition,
} from '@portcall/real-parts';
import fc from 'fast-check';
import { prometheusText } from '../src/prometheus/text.js';
import { collectionOf, type PlainMetric } from './collection-of.js';
import { foreignMetrics, histogram } from './foreign-metrics.js';
import { textOf } from './text-of.js';

let stop: () => void;
beforeEach(() => {
  forgetProblems();
  stop = onProblem(() => {});
});
afterEach(() => stop());

const STARTED = 1_795_739_500_250;
const TRACED: Exemplar = { value: 0.5, time: STARTED + 1_000, traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
const UNTRACED: Exemplar = { value: 7, time: STARTED + 2_000, traceId: '', spanId: '' };

/** What a reader is given of metrics that began at one time and have exemplars. */
function collected(metrics: readonly PlainMetric[], exemplars: readonly Exemplar[] = []) {
  const { time, metrics: all } = collectionOf(...metrics);
  const begun = (point: SeriesPoint): SeriesPoint => ({ ...point, startTime: STARTED, exemplars });
  return { time, metrics: all.map((one) => ({ ...one, points: [...one.points].map(begun) })) };
}

function written(
  metrics: readonly PlainMetric[],
  options: OpenMetricsTextOptions = {},
  exemplars: readonly Exemplar[] = [],
): string {
  return textOf(openMetricsText(options).write(collected(metrics, exemplars), {}));
}

const linesOf = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line !== '' && !line.includes('target'));

const WAIT: PlainMetric = {
  name: 'wait_seconds',
  unit: 's',
  kind: 'histogram',
  description: 'How "long".',
  points: [[{ a: 'x"\n' }, histogram([1, 0, 2], [0.5, 5], 3)]],
};
const ORDERS: PlainMetric = { name: 'orders', kind: 'counter', unit: '{order}', points: [[{}, 2]] };
const EXPONENTIAL: PlainMetric = {
  name: 'sizes',
  kind: 'histogram',
  points: [
    [
      {},
      {
        count: 8,
        sum: 9,
        min: 0,
        max: 9,
        scale: 9,
        zeroCount: 1,
        positive: { offset: 3, counts: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2] },
        negative: { offset: -2, counts: [1, 3] },
      },
    ],
  ],
};

describe('OpenMetrics 1.0', () => {
  it('has since when, an exemplar in its bucket, units as words, and an end', () => {
    expect(linesOf(written([WAIT, ORDERS], {}, [TRACED, UNTRACED]))).toEqual([
      '# TYPE wait_seconds histogram',
      '# UNIT wait_seconds seconds',
      '# HELP wait_seconds How \\"long\\".',
      `wait_seconds_bucket{a="x\\"\\n",otel_scope_name="s",le="0.5"} 1 # {trace_id="${'a'.repeat(32)}",span_id="${'b'.repeat(16)}"} 0.5 1795739501.250`,
      'wait_seconds_bucket{a="x\\"\\n",otel_scope_name="s",le="5"} 1',
      'wait_seconds_bucket{a="x\\"\\n",otel_scope_name="s",le="+Inf"} 3 # {} 7 1795739502.250',
      'wait_seconds_count{a="x\\"\\n",otel_scope_name="s"} 3',
      'wait_seconds_sum{a="x\\"\\n",otel_scope_name="s"} 1',
      'wait_seconds_created{a="x\\"\\n",otel_scope_name="s"} 1795739500.250',
      '# TYPE orders counter',
      'orders_total{otel_scope_name="s"} 2 # {} 7 1795739502.250',
      'orders_created{otel_scope_name="s"} 1795739500.250',
      '# EOF',
    ]);
  });

  it('says what the process is as an info, and as a gauge where a metric has its name', () => {
    const text = (...metrics: PlainMetric[]) => textOf(openMetricsText().write(collected(metrics), { 'a.b': 'c' }));
    expect(text()).toBe('# TYPE target info\n# HELP target Target metadata\ntarget_info{a_b="c"} 1\n# EOF\n');
    expect(text({ name: 'target', points: [[{}, 1]] })).toMatch(/^# TYPE target_info gauge\n/);
  });

  it('has a counter of unknown type where it cannot be called one, and loses none', () => {
    const withoutSuffixes = { translationStrategy: 'UnderscoreEscapingWithoutSuffixes' } as const;
    expect(linesOf(written([ORDERS], withoutSuffixes))).toEqual([
      '# TYPE orders unknown',
      'orders{otel_scope_name="s"} 2',
      '# EOF',
    ]);
    const besideGauge = linesOf(written([ORDERS, { name: 'orders', points: [[{}, 3]] }]));
    expect(besideGauge).toContain('# TYPE orders_total unknown');
    expect(besideGauge).toContain('orders{otel_scope_name="s"} 3');
    expect(linesOf(written([ORDERS, { name: 'orders_created', points: [[{}, 3]] }]))).toEqual([
      '# TYPE orders_total unknown',
      'orders_total{otel_scope_name="s"} 2',
      '# TYPE orders_created gauge',
      'orders_created{otel_scope_name="s"} 3',
      '# EOF',
    ]);
    expect(problems()).toEqual([]);
  });

  it('leaves out counters for which the whole text would be refused, and sums that can fall', () => {
    const falling = { name: 'h', kind: 'histogram', points: [[{}, histogram([1, 1], [-1], 2)]] } as const;
    const counters = { ...ORDERS, points: [-1, Number.NaN, 3].map((value, i) => [{ i }, value] as const) };
    const lines = linesOf(written([counters, falling]));
    expect(lines.filter((line) => /^orders_total/.test(line))).toEqual(['orders_total{i="2",otel_scope_name="s"} 3']);
    expect(lines.filter((line) => /^h_(sum|count)/.test(line))).toEqual([]);
    expect(problems().map(({ key, count }) => [key, count])).toEqual([['export.points_unsendable', 2]]);
  });

  describeWith('prometheus_client', 'for a parser that nobody of ours wrote', () => {
    it('is valid, whatever somebody else has recorded, and says what the text format says', () => {
      const all = fc.sample(foreignMetrics, { numRuns: 1_000, seed: 5 });
      const answers = openMetricsAnswers(all.map((metrics) => written(metrics, {}, [TRACED])));
      expect(answers.filter(isRefused)).toEqual([]);
      const found = all.map((metrics, i) => {
        const { families } = parseExposition(textOf(prometheusText().write(collected(metrics), {})));
        // Counters that fall are not in both.
        const ours = [...families.values()].filter(({ type }) => type !== 'counter').flatMap(({ samples }) => samples);
        const answer = answers[i]!;
        const theirs = new Map(typeof answer === 'string' ? [] : answer.map(namedValue));
        return ours.map(({ name, labels, value }) => [value, theirs.get(keyOf(name, labels))] as const);
      });
      expect(found.flat().length).toBeGreaterThan(1_000);
      expect(found.flat().filter(([value, theirs]) => !Object.is(value + 0, theirs))).toEqual([]);
    });

    it('is valid under every strategy and escaping scheme', () => {
      const all = fc.sample(foreignMetrics, { numRuns: 300, seed: 6 });
      const strategies = ['NoTranslation', 'NoUTF8EscapingWithSuffixes', 'UnderscoreEscapingWithSuffixes'] as const;
      const schemes = ['allow-utf-8', 'dots', 'values', 'underscores'] as const;
      const options = strategies.flatMap((translationStrategy) =>
        schemes.map((escaping) => ({ translationStrategy, escaping })),
      );
      const texts = options.flatMap((option) => all.map((metrics) => written(metrics, option)));
      expect(openMetricsAnswers(texts).filter(isRefused)).toEqual([]);
    });
  });
});

/** It also refuses a histogram beside a metric that could be its `_created`, and there is nothing else that both could be called. */
function isRefused(answer: OpenMetricsAnswer): boolean {
  return typeof answer === 'string' && !/Clashing name: \w+_created/.test(answer);
}

describe('OpenMetrics 2.0', () => {
  const version = '2.0.0';

  it('has one line for a series, with every exemplar', () => {
    const labels = '{a="x\\"\\n",otel_scope_name="s"}';
    const traced = `# {trace_id="${'a'.repeat(32)}",span_id="${'b'.repeat(16)}"} 0.5 1795739501.250`;
    expect(linesOf(written([WAIT, ORDERS], { version }, [TRACED, UNTRACED]))).toEqual([
      '# TYPE wait_seconds histogram',
      '# UNIT wait_seconds seconds',
      '# HELP wait_seconds How \\"long\\".',
      `wait_seconds${labels} {count:3,sum:1,bucket:[0.5:1,5:1,+Inf:3]} st@1795739500.250 ${traced} # {} 7 1795739502.250`,
      '# TYPE orders_total counter',
      `orders_total{otel_scope_name="s"} 2 st@1795739500.250 ${traced} # {} 7 1795739502.250`,
      '# EOF',
    ]);
  });

  it('has exponential buckets, put together where they are finer than Prometheus has them', () => {
    expect(linesOf(written([EXPONENTIAL], { version }))[1]).toBe(
      'sizes{otel_scope_name="s"} {count:8,sum:9,schema:8,zero_threshold:0,zero_count:1,' +
        'negative_spans:[0:1],negative_buckets:[4],positive_spans:[2:1,4:1],positive_buckets:[1,2]} st@1795739500.250',
    );
  });

  it('has no buckets but the last where they are coarser', () => {
    const coarse = { ...(EXPONENTIAL.points[0]![1] as object), scale: -5 };
    expect(linesOf(written([{ ...EXPONENTIAL, points: [[{}, coarse]] }], { version }))[1]).toBe(
      'sizes{otel_scope_name="s"} {count:8,sum:9,bucket:[+Inf:8]} st@1795739500.250',
    );
  });

  it('has names of any characters in quotes, and counters as they are declared', () => {
    const dotted: PlainMetric = { name: 'http.requests', kind: 'counter', points: [[{ 'http.route': '/' }, 2]] };
    const options = { version, translationStrategy: 'NoTranslation', escaping: 'allow-utf-8' } as const;
    expect(linesOf(written([dotted, ORDERS], options))).toEqual([
      '# TYPE "http.requests" counter',
      '{"http.requests","http.route"="/",otel_scope_name="s"} 2 st@1795739500.250',
      '# TYPE orders counter',
      'orders{otel_scope_name="s"} 2 st@1795739500.250',
      '# EOF',
    ]);
  });
});

function namedValue([name, labels, value]: OpenMetricsSample): readonly [string, number] {
  return [keyOf(name, labels), Number(value.replace('inf', 'Infinity')) + 0];
}

function keyOf(name: string, labels: Readonly<Record<string, string>>): string {
  return `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
}
