import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runApp } from './run-app.js';

beforeAll(() => void execFileSync(process.execPath, [join(__dirname, '../../../tools/build.mjs')]), 120_000);

const HEAP = `
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--expose-gc');
  const gc = (await import('node:vm')).runInNewContext('gc');
  const heap = async () => { for (let i = 0; i < 3; i += 1) { await sleep(1); gc(); } return process.memoryUsage().heapUsed; };
`;

/** A traced function that starts itself anew, and which of its spans the last run had. */
const POLLS = `
  const { context, trace } = await import('@opentelemetry/api');
  const { traced } = await import('@portcall/trace');
  const polls = (start) => {
    const poll = traced('poll', { type: 'action' }, (left, done) => {
      if (left === 0) return done({ layers: layers(context.active()), isRecording: trace.getActiveSpan().isRecording() });
      start(() => poll(left - 1, done));
    });
    return (runs) => new Promise((done) => poll(runs, done));
  };
  const layers = (from) => { let count = 0; for (let at = from.ground; at !== undefined; at = at.ground) count += 1; return count; };
`;

const EXPORTER = `{ name: 'counting', spanExporter: () => ({ export(batch, done) { exported += batch.length; done({ code: 0 }); }, async shutdown() {} }) }`;

describe('a traced function that starts itself anew', () => {
  it.each([
    ['by a timer', 'setImmediate', ''],
    ['by a promise', '(again) => Promise.resolve().then(again)', ''],
    ['by a timer, where no span is sampled', 'setImmediate', 'always_off'],
  ])(
    'has a context as flat, and a heap as small, after 20,000 runs as after the first, %s',
    async (_, start, sampler) => {
      const app = runApp(
        `
      ${HEAP}
      ${POLLS}
      let exported = 0;
      const telemetry = registerInstrumentation({ exporters: [${EXPORTER}], functions: { capacity: 10 } });
      const run = polls(${start});
      await run(1_000);
      const before = await heap();
      const last = await run(20_000);
      await telemetry.forceFlush();
      const grown = (await heap()) - before;
      console.log(JSON.stringify({ ...last, grown, calls: telemetry.traces.totalCount }));
    `,
        { env: sampler === '' ? {} : { OTEL_TRACES_SAMPLER: sampler } },
      );
      const { stdout, code } = await app.exit;
      expect(code).toBe(0);
      const { grown, ...last } = JSON.parse(stdout) as { readonly grown: number };
      expect(last).toEqual({ layers: 1, isRecording: sampler === '', calls: 21_002 });
      expect(grown).toBeLessThan(1_000_000);
    },
    60_000,
  );
});

describe('texts cut from bodies of 200 kB', () => {
  it.each([
    ['attributes of metrics', `(cut) => orders.add(1, { country: cut })`],
    ['attributes of bound recorders', `(cut) => kept.push(orders.with({ country: cut }))`],
    ['failures of invocations', `(cut) => InvocationTimer.start(bus, 'resize', 'on_request').finishFailure(cut)`],
    [
      'messages of failures',
      `(cut) => InvocationTimer.start(bus, 'resize', 'on_request').finishFailure(new Error(cut))`,
    ],
    ['problems', `(cut, i) => i < 90 && report({ key: 'record.refused', about: cut, message: cut })`],
  ])('do not keep them as %s', async (_, record) => {
    const app = runApp(`
      ${HEAP}
      const { onProblem, report } = await import('@portcall/core');
      const { InvocationMetricsBus, InvocationTimer } = await import('@portcall/invocations');
      onProblem(() => {});
      const { orders } = registerInstrumentation({ exporters: ['none'] }).bind(catalog);
      const bus = new InvocationMetricsBus();
      const receiver = bus.subscribe({ capacity: 1_000 });
      const kept = [];
      const record = ${record};
      const before = await heap();
      for (let i = 0; i < 300; i += 1) {
        const body = Buffer.alloc(200_000, 'order ' + i + ', ').toString();
        record(body.slice(1_000, 1_030), i);
      }
      console.log((await heap()) - before, kept.length, typeof receiver);
    `);
    const { stdout, code } = await app.exit;
    expect(code).toBe(0);
    // 300 bodies are 60 MB, and 90 are 18.
    expect(Number.parseInt(stdout, 10)).toBeLessThan(5_000_000);
  });
});
