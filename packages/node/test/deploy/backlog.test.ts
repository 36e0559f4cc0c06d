import {
  describeWith,
  eventually,
  startDeployedCollector,
  startDeployedJaeger,
  startVictoriaMetrics,
} from '@portcall/real-parts';
import { runApp } from '../run-app.js';

const SPANS = 3_000;

describeWith('engines', 'an agent whose gateway was away', () => {
  it('hands on all that waited, although it is more than a receiver takes at once', async () => {
    await using jaeger = await startDeployedJaeger();
    await using victoria = await startVictoriaMetrics({ deployed: {} });
    await using gateway = await startDeployedCollector({
      files: ['gateway.yaml'],
      env: {
        TRACES_ENDPOINT: jaeger.grpc,
        REMOTE_WRITE_URL: victoria.remoteWriteUrl,
        KEPT_PERCENTAGE: '100',
        DECISION_WAIT: '1s',
      },
    });
    await using agent = await startDeployedCollector({
      files: ['agent.yaml'],
      env: { GATEWAY_ENDPOINT: gateway.grpc },
    });
    await gateway.kill();
    // Some 15 MB.
    const app = runApp(
      `
      const telemetry = registerInstrumentation({ serviceName: 'backlog' });
      const note = 'x'.repeat(5_000);
      for (let span = 0; span < ${SPANS}; span += 1) telemetry.tracer.startSpan('large', { attributes: { note } }).end();
    `,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: agent.url } },
    );
    expect(await app.exit).toMatchObject({ code: 0, stderr: '' });
    await gateway.launch();
    let found = 0;
    const areThere = async () => {
      found = (await jaeger.traces('backlog')).length;
      return found === SPANS;
    };
    await eventually(areThere, { timeoutMs: 40_000, everyMs: 500, what: () => `${SPANS} traces; there are ${found}` });
  }, 90_000);
});
