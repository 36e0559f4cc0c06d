import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Child,
  describeWith,
  eventually,
  type JaegerServer,
  type PrometheusSample,
  runNode,
  startDeployedCollector,
  startDeployedJaeger,
  startPrometheus,
} from '@portcall/real-parts';
import { expectDelivered } from './expect-delivered.js';

const IS_WHOLE = process.env['PORTCALL_SOAK'] === 'whole';
const PROCESSES = 8;
const CALLS = IS_WHOLE ? 100_000 : 20_000;
const ALL = PROCESSES * CALLS;
const SLOWER_THAN_MS = 500;
const LIMIT_MS = IS_WHOLE ? 900_000 : 240_000;

const total = (samples: readonly PrometheusSample[]): number => samples.reduce((sum, { value }) => sum + value, 0);

describeWith(
  'engines',
  'eight processes behind agent and gateway, of which one and both Collectors are ended meanwhile',
  () => {
    let spool: string;
    beforeAll(() => {
      spool = mkdtempSync(join(tmpdir(), 'portcall-fleet-'));
    });
    afterAll(() => rmSync(spool, { recursive: true, force: true }));

    function member(agentUrl: string, calls: number, ...args: readonly string[]): Child {
      const env = {
        OTEL_EXPORTER_OTLP_ENDPOINT: agentUrl,
        OTEL_METRIC_EXPORT_INTERVAL: '500',
        FLEET_CALLS: String(calls),
        FLEET_SPOOL: spool,
        FLEET_SLOWER_THAN_MS: String(SLOWER_THAN_MS),
      };
      return runNode(join(__dirname, 'fleet-member.mjs'), { args, env, timeoutMs: LIMIT_MS });
    }

    it(
      'end with sums that are exact, and with the traces that the rule keeps',
      async () => {
        await using jaeger = await startDeployedJaeger();
        await using written = await startPrometheus({
          part: 'prometheus-3',
          deployed: { file: 'otlp/UnderscoreEscapingWithSuffixes.yml' },
          flags: ['--web.enable-remote-write-receiver'],
        });
        await using gateway = await startDeployedCollector({
          files: ['gateway.yaml'],
          env: {
            TRACES_ENDPOINT: jaeger.grpc,
            REMOTE_WRITE_URL: `${written.url}/api/v1/write`,
            KEPT_SLOWER_THAN_MS: String(SLOWER_THAN_MS),
            KEPT_PERCENTAGE: '0',
            DECISION_WAIT: '2s',
          },
        });
        await using scraping = await startPrometheus({
          part: 'prometheus-3',
          deployed: { file: 'scrape.yml', targets: { gateway: [gateway.metrics] } },
        });
        await using agent = await startDeployedCollector({
          files: ['agent.yaml'],
          env: { GATEWAY_ENDPOINT: gateway.grpc },
        });

        const others = Array.from({ length: PROCESSES - 1 }, () => member(agent.url, CALLS));
        const unlucky = member(agent.url, CALLS / 2, 'halt');
        await written.waitFor('sum(fleet_calls_total) > 1000', undefined, 60_000);
        await agent.kill();
        const { halted } = JSON.parse(await unlucky.waitForLine(/"halted"/));
        expect(await unlucky.kill('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
        const restarted = member(agent.url, CALLS / 2);
        await agent.launch();
        // What waited for it on disk, and on that of the agent.
        const whole = `sum by (instance) (last_over_time(fleet_calls_total[15m])) == ${CALLS / 2}`;
        for (const prometheus of [written, scraping]) await prometheus.waitFor(whole, undefined, 60_000);
        await gateway.end();
        await gateway.launch();

        const kept: string[] = [...halted];
        for (const one of [...others, restarted]) {
          const { code, stdout } = await one.exit;
          expect(code).toBe(0);
          const said = JSON.parse(stdout);
          expectDelivered(said.ledger);
          kept.push(...said.kept);
        }

        for (const prometheus of [written, scraping]) {
          for (const metric of ['fleet_calls_total', 'function_calls_total{function="look"}']) {
            const expression = `last_over_time(${metric}[15m])`;
            let found = 0;
            const isThere = async () => {
              found = total(await prometheus.query(expression));
              return found === ALL;
            };
            const what = () => `${ALL} in ${prometheus.url} for ${expression}; there are ${found}`;
            await eventually(isThere, { timeoutMs: 30_000, everyMs: 250, what });
          }
        }
        expect(kept.length).toBeGreaterThanOrEqual(ALL / 1_000);
        await expectTraces(jaeger, kept);
      },
      LIMIT_MS,
    );
  },
);

/** These, and no others. */
async function expectTraces(jaeger: JaegerServer, kept: readonly string[]): Promise<void> {
  let missing = kept;
  const areThere = async () => {
    const shown = new Set((await jaeger.traces('fleet')).map(({ traceID }) => traceID));
    missing = kept.filter((id) => !shown.has(id));
    return missing.length === 0;
  };
  const what = () => `${missing.length} of ${kept.length} traces in Jaeger`;
  await eventually(areThere, { timeoutMs: 30_000, everyMs: 500, what });
  expect(await jaeger.traces('fleet')).toHaveLength(kept.length);
}
