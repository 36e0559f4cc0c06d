import { startFaultReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

/** An app with a loss of its own, and one after the shutdown. */
const app = (options: string, before = '') =>
  runApp(`
    const { problems } = await import('@portcall/core');
    const lines = [];
    const logger = { warn: (line) => lines.push('warn ' + line), info: (line) => lines.push('info ' + line) };
    ${before}
    const telemetry = registerInstrumentation({ exporters: ['none'], ${options} });
    const { orders } = telemetry.bind(catalog);
    orders.add(-1, { country: 'NO' });
    await telemetry.shutdown();
    orders.add(1, { country: 'NO' });
    console.log(JSON.stringify([lines.map((line) => /^.*?shop_orders/.exec(line)?.[0]), problems().map(({ key }) => key)]));
  `);

const LOSSES = ['record.refused', 'record.closed'];

describe('what goes wrong', () => {
  it('is a line on stderr each', async () => {
    const { stdout, stderr } = await app('').exit;
    expect(JSON.parse(stdout)).toEqual([[], LOSSES]);
    expect(stderr.match(/^portcall: /gm)).toHaveLength(2);
  });

  it('goes to the logger that was given instead, also after the shutdown', async () => {
    const { stdout, stderr } = await app('logger').exit;
    const [lines, counted] = JSON.parse(stdout) as [string[], string[]];
    expect([lines, counted, stderr]).toEqual([
      ['warn portcall: shop_orders', 'warn portcall: shop_orders'],
      LOSSES,
      '',
    ]);
  });

  it('is only counted where it is to be quiet', async () => {
    const { stdout, stderr } = await app('logger, quiet: true').exit;
    expect([JSON.parse(stdout), stderr]).toEqual([[[], LOSSES], '']);
  });

  it('also goes to the logger of diag, which stays the one that the app has set', async () => {
    const { stdout, stderr } = await app(
      'quiet: true',
      `
      const { diag, DiagLogLevel } = await import('@opentelemetry/api');
      const told = (line) => lines.push(line);
      diag.setLogger({ error: told, warn: told, info: told, debug: told, verbose: told }, DiagLogLevel.INFO);
      `,
    ).exit;
    const [lines] = JSON.parse(stdout) as [string[]];
    expect([lines, stderr]).toEqual([['portcall: shop_orders', 'portcall: shop_orders'], '']);
  });

  it('goes to the logger of the registration that works, and not to that of one that failed', async () => {
    const before = `try { registerInstrumentation({ exporters: ['zipkin'], logger: { warn() { lines.push('wrong'); }, info() {} } }); } catch {}`;
    const { stdout, stderr } = await app('', before).exit;
    expect(JSON.parse(stdout)).toEqual([[], LOSSES]);
    expect(stderr.match(/^portcall: /gm)).toHaveLength(2);
  });

  it('goes to loggers as they are: console, and one of a class', async () => {
    await using receiver = await startFaultReceiver({ kind: 'status', status: 400 });
    const { stderr } = await runApp(`
      class Pinoish { said = []; warn(line) { this.said.push(line); } info(line) { this.said.push(line); } }
      const logger = new Pinoish();
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })], logger });
      telemetry.tracer.startSpan('order').end();
      await telemetry.shutdown();
      if (logger.said.length === 0) throw new Error('nothing was said');
      registerInstrumentation({ exporters: ['none'], logger: console }).bind(catalog).orders.add(-1, { country: 'NO' });
    `).exit;
    expect(stderr).toMatch(/^portcall: shop_orders: [^\n]*\n$/);
  });
});
