import { type FaultReceiver, startFaultReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

let receiver: FaultReceiver;
beforeEach(async () => {
  receiver = await startFaultReceiver({ kind: 'slow', afterMs: 300 });
});
afterEach(() => receiver.stop());

const orders = () =>
  receiver
    .metrics()
    .flatMap(({ name, value, resource }) => (name === 'shop_orders' ? [[resource['service.name'], value]] : []));

describe('registerInstrumentation() while the former registration shuts down', () => {
  it('gives a live handle, and both deliver what they hold', async () => {
    const app = runApp(`
      const { context, createContextKey, trace } = await import('@opentelemetry/api');
      const { traced } = await import('@portcall/trace');
      const exporters = [otlp({ url: '${receiver.url}' })];
      const work = traced('work', { type: 'action' }, async () => sleep(1));
      const late = bind(catalog, instruments());

      const first = registerInstrumentation({ serviceName: 'first', exporters });
      late.orders.add(1, { country: 'NO' });
      await work();
      const ended = first.shutdown();
      const second = registerInstrumentation({ serviceName: 'second', exporters });
      console.log(second !== first, second === registerInstrumentation());
      late.orders.add(2, { country: 'NO' });
      await work();
      await ended;

      // What the first one lets go of at its end is the second one's by now.
      await work();
      trace.getTracer('global').startSpan('by the global API').end();
      const key = createContextKey('key');
      const kept = await context.with(context.active().setValue(key, 'kept'), async () => {
        await sleep(1);
        return context.active().getValue(key);
      });
      console.log(kept, second.traces.totalCount);
      await second.shutdown();
    `);
    const { code, stdout, stderr } = await app.exit;
    expect([code, stdout]).toEqual([0, 'true true\nkept 2\n']);
    expect(stderr).toMatch(/^portcall: registerInstrumentation\(\): called again.*\n$/);
    expect(orders()).toEqual([
      ['first', 1],
      ['second', 2],
    ]);
    const spans = receiver.spans().map(({ name, resource }) => [resource['service.name'], name]);
    expect(spans.sort()).toEqual([
      ['first', 'work'],
      ['second', 'by the global API'],
      ['second', 'work'],
      ['second', 'work'],
    ]);
  });

  it('takes over the port of the endpoint, with a new exporter or with the same', async () => {
    const app = runApp(`
      const one = prometheus({ port: 0 });
      const first = registerInstrumentation({ exporters: [one] });
      await first.ready;
      const port = Number(new URL(one.url).port);
      const show = async (exporter) => console.log((await (await fetch(exporter.url)).text()).match(/^shop_open .*|^shop_open\\{.*/m)?.[0]);
      void first.shutdown();

      const other = prometheus({ port });
      const second = registerInstrumentation({ exporters: [other] });
      second.bind(catalog).open.add(2);
      await second.ready;
      await show(other);
      void second.shutdown();

      const third = registerInstrumentation({ exporters: [other] });
      third.bind(catalog).open.add(3);
      await third.ready;
      await show(other);
      await third.shutdown();
      console.log(other.url);
    `);
    expect(await app.exit).toMatchObject({
      stderr: '',
      stdout: 'shop_open{otel_scope_name="shop"} 2\nshop_open{otel_scope_name="shop"} 3\nundefined\n',
    });
  });

  it('switches an instrumentation off before it is switched on again, and not afterwards', async () => {
    const app = runApp(`
      const heard = [];
      const instrumentation = {
        setTracerProvider() {}, setMeterProvider() {}, getConfig() { return { enabled: false }; },
        enable() { heard.push('on'); }, disable() { heard.push('off'); },
      };
      const options = { exporters: [otlp({ url: '${receiver.url}' })], instrumentations: [[instrumentation]] };
      const first = registerInstrumentation(options);
      first.bind(catalog).open.add(1);
      const ended = first.shutdown();
      const second = registerInstrumentation(options);
      await ended;
      console.log(heard.join(' '));
      await second.shutdown();
      console.log(heard.join(' '));
    `);
    expect(await app.exit).toMatchObject({ stderr: '', stdout: 'on off on\non off on off\n' });
  });

  it('is not undone by a second shutdown of the former handle, where telemetry is off, too', async () => {
    const app = runApp(
      `
      const first = registerInstrumentation();
      await first.shutdown();
      const second = registerInstrumentation();
      await first.shutdown();
      console.log(registerInstrumentation() === second);
    `,
      { env: { OTEL_SDK_DISABLED: 'true' } },
    );
    expect((await app.exit).stdout).toBe('true\n');
  });
});
