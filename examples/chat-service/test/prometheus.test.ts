import { join } from 'node:path';
import { type Definition, prometheusName } from '@portcall/metrics';
import { chatCatalog } from '@portcall/ports';
import {
  type Child,
  describeWith,
  parseExposition,
  promtoolCheckMetrics,
  runNode,
  startPrometheus,
} from '@portcall/real-parts';

const definitions: readonly Definition[] = Object.values(chatCatalog().metrics);

/** The example, staying up after its load. */
function startExample(): Child {
  return runNode(join(__dirname, '../dist/main.mjs'), {
    args: ['--keep'],
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: undefined },
    timeoutMs: 60_000,
  });
}

async function endpointOf(example: Child): Promise<URL> {
  const line = await example.waitForLine(/^Prometheus /);
  await example.waitForLine(/^Up until Ctrl-C/);
  return new URL(line.split(/\s+/)[1] ?? '');
}

/** The sample that counts: of a histogram how many values there were. */
function sampleOf(definition: Definition): string | undefined {
  const name = prometheusName(definition, 'underscore_suffixes');
  return definition.kind === 'histogram' ? `${name}_count` : name;
}

describeWith('prometheus', 'a real Prometheus that scrapes the chat service', () => {
  it('has every metric under the name that a suffix-adding OTLP path gives it, with the recorded number', async () => {
    await using example = startExample();
    const { host } = await endpointOf(example);
    await using prometheus = await startPrometheus({ targets: [host] });
    await prometheus.waitFor('mini_chat_stream_started_total');
    const samples = await prometheus.query('count by (__name__) ({__name__=~"mini_chat_.+"})');
    const names = new Set(samples.map(({ labels }) => labels['__name__']));
    expect(definitions.map(sampleOf).filter((name) => !names.has(name))).toEqual([]);

    const row = await example.waitForLine(/^stream_started /);
    const recorded = Number(row.trim().split(/\s+/)[1]);
    expect(recorded).toBeGreaterThan(10);
    const [answer] = await prometheus.query(
      'sum(mini_chat_stream_completed_total) + sum(mini_chat_stream_failed_total)',
    );
    expect(answer?.value).toBe(recorded);
  });
});

describeWith('promtool', 'promtool', () => {
  it('objects to nothing but names that the contract prescribes: milliseconds, and the word summary', async () => {
    await using example = startExample();
    const text = await (await fetch(await endpointOf(example))).text();
    expect(parseExposition(text).errors).toEqual([]);
    const prescribed = definitions.flatMap((definition) => {
      const name = prometheusName(definition, 'underscore_suffixes');
      if (definition.unit === '{ms}') return `${name} metric names should not contain abbreviated units`;
      return definition.name.includes('_summary_') ? `${name} metric name should not include type 'summary'` : [];
    });
    expect([...(await promtoolCheckMetrics(text))].sort()).toEqual(prescribed.sort());
  });
});
