import { runApp } from './run-app.js';

it('streams of traced functions end their spans, and their readers run under their own', async () => {
  const app = runApp(`
    const { PassThrough, Readable, Writable } = await import('node:stream');
    const { pipeline } = await import('node:stream/promises');
    const { trace } = await import('@opentelemetry/api');
    const { currentCall, mutation, query, tracedFunctions } = await import('@portcall/trace');
    const { createServer } = await import('node:http');
    const receiver = createServer((request, response) => request.resume().on('end', () => response.end('{}'))).listen(0, '127.0.0.1');
    await new Promise((listening) => receiver.on('listening', listening));
    const telemetry = registerInstrumentation({ exporters: [otlp({ url: 'http://127.0.0.1:' + receiver.address().port })] });
    const tracer = trace.getTracer('app');
    const active = () => trace.getActiveSpan()?.spanContext().spanId;
    const queue = new PassThrough();
    const seen = [];
    const f = tracedFunctions({
      download: query(() => Readable.from((async function* () { await sleep(1); seen.push(active() === undefined); yield 'a'; yield 'b'; })())),
      copy: mutation(async () => {
        const own = active();
        seen.push(own !== undefined);
        await pipeline(f.download(), new Writable({
          objectMode: true,
          write(chunk, encoding, done) { seen.push(currentCall()?.fnName, active() === own); done(); },
        }));
      }),
      handle: query(async () => new Response('{"price":100}', { status: 201 })),
      numbers: query(function* () { yield 1; yield 2; }),
      subscribe: query(() => queue),
      abandoned: query(() => new Readable({ read() {} })),
    });
    await f.copy();
    const response = await f.handle();
    const before = telemetry.traces.byFn('handle').length;
    const body = [response.status, await response.json()];
    for (const _ of f.numbers());
    for (let i = 0; i < 300; i += 1) f.subscribe();
    queue.resume().end('over');
    const leaver = new PassThrough();
    const left = pipeline(f.abandoned(), leaver).catch(() => {});
    leaver.destroy();
    await left;
    await sleep(10);
    const ends = {};
    for (const { fnName, outcome, streamBytes } of telemetry.traces.recent(5_000)) {
      const end = [fnName, outcome.status, streamBytes].join(' ');
      ends[end] = (ends[end] ?? 0) + 1;
    }
    console.log(JSON.stringify({ seen, before, body, ends }));
    await telemetry.shutdown();
    receiver.close();
  `);
  const { stdout, stderr } = await app.exit;
  expect(stderr).toBe('');
  const { seen, before, body, ends } = JSON.parse(stdout) as Record<string, unknown>;
  expect(seen).toEqual([true, false, 'copy', true, 'copy', true]);
  expect([before, body]).toEqual([0, [201, { price: 100 }]]);
  expect(ends).toEqual({
    'download ok 2': 1,
    'copy ok 0': 1,
    'handle ok 13': 1,
    'numbers ok 0': 1,
    'subscribe ok 4': 300,
    'abandoned abandoned 0': 1,
  });
});
