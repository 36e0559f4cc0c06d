import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Child,
  describeWith,
  eventually,
  type PrometheusServer,
  runNode,
  startDeployedCollector,
  startPrometheus,
} from '@portcall/real-parts';
import { expectDelivered } from './expect-delivered.js';

const COUNT = 4_000;
/** Before the second part. */
const FIRST = (COUNT * 3) / 4;

describeWith('engines', 'deltas that agent and gateway make cumulative', () => {
  let spool: string;
  beforeAll(() => {
    spool = mkdtempSync(join(tmpdir(), 'portcall-deltas-'));
  });
  afterAll(() => rmSync(spool, { recursive: true, force: true }));

  function startApp(agentUrl: string, ...args: readonly string[]): Child {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: agentUrl,
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
      OTEL_METRIC_EXPORT_INTERVAL: '200',
      DELTA_COUNT: String(COUNT),
      DELTA_SPOOL: spool,
    };
    return runNode(join(__dirname, 'delta-app.mjs'), { args, env, timeoutMs: 120_000 });
  }

  it('end at exact sums, with processes and both Collectors restarted', async () => {
    await using prometheus = await startPrometheus({
      part: 'prometheus-3',
      deployed: { file: 'otlp/UnderscoreEscapingWithSuffixes.yml' },
      flags: ['--web.enable-remote-write-receiver'],
    });
    await using gateway = await startDeployedCollector({
      files: ['gateway.yaml'],
      env: { TRACES_ENDPOINT: '127.0.0.1:9', REMOTE_WRITE_URL: `${prometheus.url}/api/v1/write` },
    });
    await using agent = await startDeployedCollector({
      files: ['agent.yaml'],
      env: { GATEWAY_ENDPOINT: gateway.grpc },
    });

    const steady = startApp(agent.url, 'wait');
    const unlucky = startApp(agent.url, 'halt');
    await prometheus.waitFor('sum(delta_calls_total) > 500', undefined, 30_000);
    await agent.kill();
    await steady.waitForLine(/waiting/);
    await unlucky.waitForLine(/halted/);
    await unlucky.kill('SIGKILL');
    await agent.launch();
    // The one that lives adopts what the other has left on disk.
    await expectSum(prometheus, 2 * FIRST);

    // It remembers no sums: each series begins anew.
    await gateway.end();
    await gateway.launch();
    const restarted = startApp(agent.url);
    steady.process.kill('SIGUSR2');
    for (const app of [steady, restarted]) {
      const { code, stdout } = await app.exit;
      expect(code).toBe(0);
      expectDelivered(JSON.parse(stdout.slice(stdout.indexOf('{'))).ledger);
    }
    await expectSum(prometheus, FIRST + 2 * COUNT);
  }, 150_000);
});

async function expectSum(prometheus: PrometheusServer, sum: number): Promise<void> {
  for (const metric of ['delta_calls_total', 'delta_size_bytes_count']) {
    let found = 0;
    const isThere = async () => {
      found = await counted(prometheus, metric);
      return found === sum;
    };
    await eventually(isThere, {
      timeoutMs: 30_000,
      everyMs: 250,
      what: () => `${sum} of ${metric}; there are ${found}`,
    });
  }
}

/** All that a counter has ever counted: increase() without what it guesses between samples. */
async function counted(prometheus: PrometheusServer, metric: string): Promise<number> {
  const query = encodeURIComponent(`${metric}[15m]`);
  const { result } = (await prometheus.api(`/api/v1/query?query=${query}`)) as {
    readonly result: readonly { readonly values: readonly (readonly [time: number, value: string])[] }[];
  };
  return result.reduce((sum, { values }) => sum + countedBy(values.map(([, value]) => Number(value))), 0);
}

function countedBy(values: readonly number[]): number {
  return values.reduce((sum, value, index) => {
    const before = values[index - 1] ?? 0;
    return sum + (value < before ? value : value - before);
  }, 0);
}
