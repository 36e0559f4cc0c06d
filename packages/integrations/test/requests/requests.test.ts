import { Agent } from 'node:http';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import { httpClientCatalog } from '@portcall/ports';
import { eventually, freePort } from '@portcall/real-parts';
import { lintCalls, op, startTracing, traced } from '@portcall/trace';
import { Pool } from 'undici';
import { byFetch, byHttp, byUndici, type Client, closeClients } from './clients.js';
import { serveLoopback } from './loopback.js';
import { observeSpans } from './observed-spans.js';

failOnProblems();

const { duration } = httpClientCatalog().metrics;
const loopback = serveLoopback();
const spans = observeSpans(['http-client', 'undici']);
afterAll(closeClients);

/** The spans of what a body sends, once they have ended. */
async function spansOf(body: () => Promise<unknown>, count = 1) {
  spans.take();
  await body();
  const ended: ReadableSpan[] = [];
  await eventually(() => ended.push(...spans.take()) >= count, {
    what: () => `${count} spans, of which ${ended.length} came`,
  });
  expect(ended).toHaveLength(count);
  return ended;
}

describe.each<[string, Client]>([
  ['node:http', byHttp],
  ['fetch', byFetch],
  ['undici', byUndici],
])('a request by %s', (_, send) => {
  it('is one span, by the conventions', async () => {
    const [span] = await spansOf(() => send(`${loopback.url}/there?page=2`));
    expect(span).toMatchObject({ name: 'GET', kind: SpanKind.CLIENT, status: { code: SpanStatusCode.UNSET } });
    expect(span!.attributes).toEqual({
      'http.request.method': 'GET',
      'server.address': '127.0.0.1',
      'server.port': loopback.port,
      'url.full': `${loopback.url}/there?page=2`,
      'http.response.status_code': 200,
      'network.protocol.version': '1.1',
    });
  });

  it.each([400, 404, 500, 503])('is an error for an answer of %i', async (status) => {
    const [span] = await spansOf(() => send(`${loopback.url}/${status}`));
    expect(span!.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(span!.attributes).toMatchObject({ 'http.response.status_code': status, 'error.type': String(status) });
  });

  it('is an error where nobody listens', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}/`;
    const [span] = await spansOf(() => expect(send(nowhere)).rejects.toThrow());
    expect(span!.status).toMatchObject({
      code: SpanStatusCode.ERROR,
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(span!.attributes['error.type']).toBe('ECONNREFUSED');
    expect(span!.attributes).not.toHaveProperty(['http.response.status_code']);
  });

  it('is an error where it is aborted before an answer', async () => {
    const abort = new AbortController();
    const [span] = await spansOf(async () => {
      const sending = send(`${loopback.url}/silent`, { signal: abort.signal });
      const count = loopback.received.length;
      await eventually(() => loopback.received.length > count);
      abort.abort();
      await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
    });
    expect(span!.status.code).toBe(SpanStatusCode.ERROR);
    expect(['ABORT_ERR', 'AbortError', 'UND_ERR_ABORTED']).toContain(span!.attributes['error.type']);
  });

  it('is an error where the server cuts its answer', async () => {
    const [span] = await spansOf(() => expect(send(`${loopback.url}/cut`)).rejects.toThrow());
    expect(span!.status.code).toBe(SpanStatusCode.ERROR);
    expect(span!.attributes).toMatchObject({ 'http.response.status_code': 200 });
    expect(['ECONNRESET', 'UND_ERR_SOCKET']).toContain(span!.attributes['error.type']);
  });

  it('carries the trace on, in the place of what it had', async () => {
    const [span] = await spansOf(() => send(`${loopback.url}/`, { headers: { Traceparent: 'of somebody else' } }));
    const { traceId, spanId } = span!.spanContext();
    expect(loopback.received.at(-1)).toMatchObject({ traceparent: `00-${traceId}-${spanId}-01` });
  });

  it('is below what runs', async () => {
    const tracing = startTracing();
    const tracer = trace.getTracer('test');
    const [span, outer] = await spansOf(
      () =>
        tracer.startActiveSpan('outer', async (active) => {
          await traced('call', { type: 'action' }, () => send(`${loopback.url}/`))();
          active.end();
        }),
      2,
    );
    tracing.stop();
    expect(span!.parentSpanContext?.spanId).toBe(outer!.spanContext().spanId);
  });

  it('sends its body and reads its answer as without', async () => {
    const body = 'x'.repeat(100_000);
    let answer: unknown;
    const [span] = await spansOf(async () => {
      answer = await send(`${loopback.url}/echo`, { method: 'POST', body });
    });
    expect(answer).toEqual({ status: 200, body });
    expect(span!.name).toBe('POST');
  });

  it('tells neither who asks nor what signs', async () => {
    const url = new URL(`${loopback.url}/there?a=1&sig=secret&X-Amz-Signature=secret`);
    const [span] = await spansOf(() => send(url.href));
    expect(span!.attributes['url.full']).toBe(`${loopback.url}/there?a=1&sig=REDACTED&X-Amz-Signature=REDACTED`);
  });

  it('is neither a span nor told where tracing is suppressed', async () => {
    await spansOf(() => context.with(suppressTracing(context.active()), () => send(`${loopback.url}/`)), 0);
    expect(loopback.received.at(-1)).not.toHaveProperty('traceparent');
  });

  it('is left to an instrumentation that has made a span of it, and told the other end', async () => {
    const span = trace.getTracer('another').startSpan('GET', { kind: SpanKind.CLIENT });
    const { traceId, spanId } = span.spanContext();
    const traceparent = `00-${traceId}-${spanId}-01`;
    const inside = trace.setSpan(context.active(), span);
    await spansOf(() => context.with(inside, () => send(`${loopback.url}/`, { headers: { traceparent } })), 0);
    expect(loopback.received.at(-1)).toMatchObject({ traceparent });
  });

  it('is known to the call it is sent in, as one between begin and commit', async () => {
    const tracing = startTracing({ sinks: [lintCalls()] });
    const pay = traced('pay', { type: 'action' }, async () => {
      op('begin', '', () => 0);
      await send(`${loopback.url}/`);
      op('commit', '', () => 0);
    });
    await spansOf(pay);
    tracing.stop();
    expectProblems('call.network_in_transaction pay 127.0.0.1');
  });

  it('has one span for every one of many on few connections', async () => {
    const before = loopback.connections;
    const ended = await spansOf(async () => {
      for (let sent = 0; sent < 200; sent += 1) await send(`${loopback.url}/${sent % 2 === 0 ? 200 : 404}`);
    }, 200);
    expect(ended.filter(({ status }) => status.code === SpanStatusCode.ERROR)).toHaveLength(100);
    expect(loopback.connections - before).toBeLessThan(10);
  });

  it('is measured by method, place and outcome', async () => {
    const countOf = (statusCode: number, errorType: string) =>
      spans.metrics.value(duration, {
        'http.request.method': 'GET',
        'server.address': '127.0.0.1',
        'server.port': loopback.port,
        'http.response.status_code': statusCode,
        'error.type': errorType,
        'network.protocol.version': '1.1',
      }).count;
    const counts = () => [countOf(202, ''), countOf(502, '502')];
    const before = counts();
    await spansOf(async () => {
      for (const status of [202, 202, 502]) await send(`${loopback.url}/${status}`);
    }, 3);
    expect(counts()).toEqual([before[0]! + 2, before[1]! + 1]);
  });
});

it('is below what asked for it, where it had to wait for the connection of another one', async () => {
  const pool = new Pool(loopback.url, { connections: 1, pipelining: 1 });
  const agent = new Agent({ maxSockets: 1, keepAlive: true });
  const tracer = trace.getTracer('test');
  const ways: readonly ((path: string) => Promise<unknown>)[] = [
    (path) => pool.request({ path, method: 'GET' }).then(({ body }) => body.text()),
    (path) => byHttp(loopback.url + path, { agent }),
  ];
  for (const [way, send] of ways.entries()) {
    const asking = [1, 2, 3].map((number) => `/${way}/${number}`);
    const ended = await spansOf(
      () =>
        Promise.all(
          asking.map((path) =>
            tracer.startActiveSpan(path, async (span) => {
              await send(path);
              span.end();
            }),
          ),
        ),
      6,
    );
    const parents = new Map(ended.map((span) => [span.spanContext().spanId, span.name]));
    const requests = ended.filter(({ kind }) => kind === SpanKind.CLIENT);
    expect(requests.map((span) => parents.get(span.parentSpanContext!.spanId))).toEqual(
      requests.map(({ attributes }) => String(attributes['url.full']).replace(loopback.url, '')),
    );
  }
  agent.destroy();
  await pool.close();
});
