import { describeWith, latest, startOtlpReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

const GOOD = 21;

/** Each puts something bad on a span, of a traced function or of the raw API. */
const SPANS = `
  const half = '\\ud83d';
  const circular = {};
  circular.self = circular;
  let deep = 1;
  for (let i = 0; i < 5_000; i += 1) deep = { deep };
  const inCall = (put) => traced('call', { type: 'query' }, () => put(trace.getActiveSpan()))();
  const raw = (put, options) => {
    const span = telemetry.tracer.startSpan('raw', options);
    put(span);
    span.end();
  };
  const both = (put) => { inCall(put); raw(put); };
  const at = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
  const spanPoison = {
    'NaN': () => both((span) => span.setAttribute('x', NaN).setAttribute('list', [1, NaN])),
    'Infinity': () => both((span) => span.setAttributes({ x: Infinity, y: -Infinity, list: [-Infinity] })),
    'integer past 64 bits': () => both((span) => span.setAttributes({ x: 1e300, list: [2 ** 63, 1] })),
    'half a character': () => both((span) => span.setAttributes({ x: half, list: [half], [half]: 1 })),
    'null in an array': () => both((span) => span.setAttributes({ x: ['a', null], y: [undefined, 1], z: [null], e: [, true] })),
    'bigint': () => inCall((span) => span.setAttributes({ x: 1n, y: [1n] })),
    'symbol': () => inCall((span) => span.setAttribute('x', Symbol('x')).setAttribute(Symbol('y'), 1)),
    'function': () => inCall((span) => span.setAttribute('x', () => 1)),
    'circular': () => inCall((span) => span.setAttribute('x', circular)),
    'deep': () => inCall((span) => span.setAttribute('x', deep)),
    'throwing getter': () => inCall((span) => span.setAttributes({ get x() { throw new Error('no'); }, y: 1 })),
    'attributes of an event': () => both((span) => span.addEvent('e', { x: NaN, y: half, z: [null, NaN], n: null })),
    'name of an event': () => both((span) => span.addEvent(half).addEvent(5).addEvent(undefined)),
    'time of an event': () => both((span) => span.addEvent('e', NaN).addEvent('e', [-1, 0]).addEvent('e', new Date(NaN))),
    'name': () => { both((span) => span.updateName(half)); both((span) => span.updateName(5)); raw(() => {}, { startTime: NaN }); },
    'link': () => both((span) => span.addLink({ context: { traceId: 'x', spanId: half, traceFlags: 1 } })
      .addLink({ context: at, attributes: { x: NaN, y: half } })),
    'trace state': () => both((span) => span.addLink({ context: { ...at, traceState: { serialize() { throw new Error('no'); } } } })
      .addLink({ context: { ...at, traceState: { serialize: () => half } } })),
    'exception': () => both((span) => span.recordException({ name: half, message: half, stack: half, code: 1 })),
    'status': () => both((span) => span.setStatus({ code: 2, message: half }).setStatus({ code: 7 }).setStatus({ code: 'x' })),
    'parent': () => context.with(trace.setSpan(context.active(), trace.wrapSpanContext({ traceId: half, spanId: '', traceFlags: 1 })),
      () => both(() => {})),
    'error that leaves a call': () => { try { inCall(() => { throw { code: half, message: half, stack: half, cause: circular }; }); } catch {} },
    'scope': () => trace.getTracer(half, half).startSpan('raw').end(),
    'written into a span past its methods': () => raw((span) => { Object.assign(span.attributes, { x: 1n, y: Symbol('y'), z: circular, d: deep }); }),
    'span that cannot be read': () => raw((span) => { Object.defineProperty(span, 'links', { get() { throw new Error('no'); } }); }),
  };
`;

/** Each records something bad on an instrument of the raw API. */
const METRICS = `
  const meter = metrics.getMeter('third', half);
  const metricPoison = {
    'attribute NaN': () => meter.createCounter('a').add(1, { x: NaN, list: [NaN, 1] }),
    'attribute half a character': () => meter.createCounter('b').add(1, { x: half, [half]: 1 }),
    'attribute null in an array': () => meter.createCounter('c').add(1, { x: [null, 1], y: null }),
    'attribute symbol': () => meter.createCounter('d').add(1, { x: Symbol('x'), y: () => 1 }),
    'attribute integer past 64 bits': () => meter.createCounter('e').add(1, { x: 1e300 }),
    'attribute deep': () => meter.createCounter('f').add(1, { x: { y: { z: NaN } } }),
    'sum NaN': () => meter.createCounter('g').add(NaN),
    'gauge Infinity': () => meter.createGauge('h').record(Infinity),
    'integer past 64 bits': () => meter.createGauge('i', { valueType: 0 }).record(1e300),
    'histogram': () => meter.createHistogram('j').record(Infinity),
    'unit and description': () => meter.createCounter('k', { unit: half, description: half }).add(1),
    'observable': () => meter.createObservableGauge('l').addCallback((result) => result.observe(NaN, { x: half })),
  };
`;

const PRELUDE = `
  const { context, metrics, trace } = await import('@opentelemetry/api');
  const { traced } = await import('@portcall/trace');
`;

describeWith('rotel', 'a poisonous neighbour, and a receiver that refuses a whole request for it', () => {
  it('costs no good span', async () => {
    await using receiver = await startOtlpReceiver();
    const app = runApp(`
      ${PRELUDE}
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
      ${SPANS}
      for (const [kind, poison] of Object.entries(spanPoison)) {
        for (let i = 0; i < ${GOOD}; i += 1) {
          if (i === 10) poison();
          telemetry.tracer.startSpan('good ' + kind).end();
        }
        await telemetry.forceFlush();
      }
      console.log(JSON.stringify(Object.keys(spanPoison)));
    `);
    const { stdout, stderr } = await app.exit;
    expect(
      stderr
        .split('\n')
        .filter(
          (line) => line !== '' && !/which OTLP cannot carry|of its span cannot be|is lost and the others/.test(line),
        ),
    ).toEqual([]);
    const kinds = JSON.parse(stdout) as readonly string[];
    expect(kinds.length).toBeGreaterThanOrEqual(20);
    const arrived = (kind: string): number => receiver.spans().filter(({ name }) => name === `good ${kind}`).length;
    const lost = (): readonly string[] => kinds.filter((kind) => arrived(kind) !== GOOD);
    await receiver.waitFor(() => lost().length === 0).catch(() => undefined);
    expect(lost()).toEqual([]);
    const others = receiver.spans().filter(({ name }) => !name.startsWith('good '));
    expect(others.find(({ attributes }) => attributes['x'] === 'NaN')?.attributes['list']).toEqual(['1', 'NaN']);
  });

  it('costs no good metric', async () => {
    await using receiver = await startOtlpReceiver();
    const app = runApp(`
      ${PRELUDE}
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
      const half = '\\ud83d';
      ${METRICS}
      const { orders } = telemetry.bind(catalog);
      for (const [kind, poison] of Object.entries(metricPoison)) {
        for (let i = 0; i < ${GOOD}; i += 1) {
          if (i === 10) poison();
          orders.add(1, { country: kind + i });
        }
        await telemetry.forceFlush();
      }
      console.log(JSON.stringify(Object.keys(metricPoison)));
    `);
    const { stdout, stderr } = await app.exit;
    expect(
      stderr.split('\n').filter((line) => line !== '' && !/which OTLP cannot carry|a data point of/.test(line)),
    ).toEqual([]);
    const kinds = JSON.parse(stdout) as readonly string[];
    const arrived = (): number => latest(receiver.metrics()).filter(({ name }) => name === 'shop_orders').length;
    await receiver.waitFor(() => arrived() === kinds.length * GOOD).catch(() => undefined);
    expect(arrived()).toBe(kinds.length * GOOD);
    const third = latest(receiver.metrics()).filter(({ scope }) => scope.name === 'third');
    expect(
      third
        .filter(({ name }) => 'abcdefjk'.includes(name))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'j', 'k']);
  });
});
