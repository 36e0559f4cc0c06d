import { runApp } from './run-app.js';

it('a program that prints its telemetry outlives whoever reads it, as in `app | head`', async () => {
  const app = runApp(
    `
    const telemetry = registerInstrumentation({ exporters: ['console'], metricExportIntervalMillis: 20 });
    telemetry.bind(catalog).open.add(1);
    const spans = setInterval(() => telemetry.tracer.startSpan('x').end(), 20);
    await sleep(1_500);
    clearInterval(spans);
    await telemetry.shutdown();
    console.error('the app has ended');
  `,
    { env: { OTEL_BSP_SCHEDULE_DELAY: '20' } },
  );
  await app.waitForLine(/^span x/);
  app.process.stdout!.destroy();
  const { code, signal, stderr } = await app.exit;
  expect({ code, signal }).toEqual({ code: 0, signal: null });
  expect(stderr).toMatch(/^portcall: console: stdout is closed; .*\nthe app has ended\n$/);
});
