import { startFaultReceiver } from '@portcall/real-parts';
import { COUNTING_EXPORTER } from './counting-exporter.js';
import { runApp } from './run-app.js';

const SCRAPE = `
  const scrape = async (url) =>
    (await (await fetch(url)).text()).split('\\n').filter((line) => /^otel_sdk_/.test(line)).map((line) => line.replace(/,?otel_scope_name="[^"]*"/, ''));
`;

describe('what telemetry says of itself', () => {
  it('can be scraped under the names of OpenTelemetry, and agrees with the ledger', async () => {
    await using receiver = await startFaultReceiver(
      { kind: 'accept' },
      { kind: 'status', status: 403 },
      { kind: 'status', status: 503 },
    );
    const { stdout, stderr } = await runApp(`
      ${COUNTING_EXPORTER}
      ${SCRAPE}
      const [pushed, pulled] = [counting('${receiver.url}'), prometheus({ port: 0 })];
      const telemetry = registerInstrumentation({ exporters: [pushed, pulled], quiet: true });
      await telemetry.ready;
      for (const items of [5, 3, 2]) {
        pushed.give(items);
        await telemetry.flush({ timeoutMillis: 200 });
      }
      console.log(JSON.stringify([await scrape(pulled.url), telemetry.ledger]));
      process.exit(0);
    `).exit;
    const [lines, ledger] = JSON.parse(stdout) as [string[], unknown];
    expect(stderr).toBe('');
    const { port } = new URL(receiver.url);
    const component =
      `otel_component_type="counting_metric_exporter",otel_component_name="counting_metric_exporter/counting",` +
      `server_address="127.0.0.1",server_port="${port}"`;
    expect(lines.filter((line) => line.startsWith('otel_sdk_exporter_metric_data_point'))).toEqual([
      `otel_sdk_exporter_metric_data_point_exported_total{${component}} 5`,
      `otel_sdk_exporter_metric_data_point_exported_total{${component},error_type="refused"} 3`,
      `otel_sdk_exporter_metric_data_point_inflight{${component}} 2`,
    ]);
    expect(lines.filter((line) => /operation_duration.*_count\{/.test(line))).toEqual([
      expect.stringMatching(/^otel_sdk_exporter_operation_duration(_seconds)?_count\{[^}]*server_port="\d+"\} 1$/),
      expect.stringMatching(/^otel_sdk_exporter_operation_duration(_seconds)?_count\{.*error_type="refused"\} 1$/),
    ]);
    expect(ledger).toMatchObject([{ recorded: 10, delivered: 5, dropped: { refused: 3 }, pending: 2, spooled: 0 }]);
  });

  it('is not scraped where nothing is sent, and is not pushed', async () => {
    await using receiver = await startFaultReceiver();
    const { stdout } = await runApp(`
      ${COUNTING_EXPORTER}
      ${SCRAPE}
      const pulled = prometheus({ port: 0 });
      const alone = registerInstrumentation({ exporters: [pulled] });
      await alone.ready;
      console.log((await scrape(pulled.url)).length);
      await alone.shutdown();
      const both = registerInstrumentation({ exporters: [counting('${receiver.url}'), otlp({ url: '${receiver.url}' })] });
      both.bind(catalog).open.add(1);
      await both.shutdown();
    `).exit;
    expect(stdout).toBe('0\n');
    const names = receiver.metrics().map(({ name }) => name);
    expect(names).toContain('shop_open');
    expect(names.filter((name) => name.startsWith('otel'))).toEqual([]);
  });
});
