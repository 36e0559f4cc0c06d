import { join } from 'node:path';
import type { LedgerEntry } from '@portcall/node';
import {
  describeWith,
  eventually,
  type JaegerServer,
  type JaegerTrace,
  runNode,
  startDeployedCollector,
  startDeployedJaeger,
  startVictoriaMetrics,
} from '@portcall/real-parts';
import { expectDelivered } from './expect-delivered.js';

const CALLS = 300;

interface Said {
  /** Ids of traces. */
  readonly failed: readonly string[];
  readonly slow: readonly string[];
  readonly ledger: readonly LedgerEntry[];
}

describeWith('engines', 'a gateway', () => {
  it('keeps what failed, what was slow and a share of the rest, without secrets, and makes metrics of all', async () => {
    await using jaeger = await startDeployedJaeger();
    await using victoria = await startVictoriaMetrics({ deployed: {} });
    await using gateway = await startDeployedCollector({
      files: ['gateway.yaml'],
      env: {
        TRACES_ENDPOINT: jaeger.grpc,
        REMOTE_WRITE_URL: victoria.remoteWriteUrl,
        DECISION_WAIT: '1s',
        SPAN_METRICS_INTERVAL: '1s',
      },
    });
    const { code, stdout } = await runNode(join(__dirname, 'gateway-app.mjs'), {
      args: [String(CALLS)],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: gateway.url },
      timeoutMs: 40_000,
    }).exit;
    expect(code).toBe(0);
    const { failed, slow, ledger } = JSON.parse(stdout) as Said;
    const all = CALLS + slow.length;
    expectDelivered(ledger);

    const traces = await keptTraces(jaeger, [...failed, ...slow]);
    const ids = new Set(traces.map(({ traceID }) => traceID));
    expect([...failed, ...slow].filter((id) => !ids.has(id))).toEqual([]);
    // One in twenty of the rest, give or take what chance can.
    expect(ids.size).toBeLessThan(failed.length + slow.length + CALLS / 4);
    // A trace is kept whole.
    expect(traces.filter(({ spans }) => spans.length !== 2)).toEqual([]);
    const shown = JSON.stringify(traces);
    expect(shown).not.toMatch(/canary|4111 1111|@example/);
    expect(shown).toContain('order of ***');

    const asked = 'sum by (status_code) (traces_span_metrics_calls_total{span_name="order"})';
    await eventually(async () => (await victoria.query(`sum(${asked})`))[0]?.value === all, {
      timeoutMs: 30_000,
      everyMs: 250,
      what: 'metrics of all spans',
    });
    const byStatus = Object.fromEntries(
      (await victoria.query(asked)).map(({ labels, value }) => [labels['status_code'], value]),
    );
    expect(byStatus).toEqual({
      STATUS_CODE_ERROR: failed.length,
      STATUS_CODE_UNSET: all - failed.length,
    });
    const [durations] = await victoria.query('sum(traces_span_metrics_duration_seconds_count{span_name="order"})');
    expect(durations?.value).toBe(all);
  }, 90_000);
});

async function keptTraces(jaeger: JaegerServer, wanted: readonly string[]): Promise<readonly JaegerTrace[]> {
  const isThere = async (): Promise<boolean> => {
    const ids = new Set((await jaeger.traces('gateway')).map(({ traceID }) => traceID));
    return wanted.every((id) => ids.has(id));
  };
  await eventually(isThere, { timeoutMs: 30_000, everyMs: 250, what: 'the traces that are kept' });
  return jaeger.traces('gateway');
}
