// Who traces. Each peer gives, for a task, `call(bid)`, `flush()`, which delivers the spans there are, and `kept()`: how many calls
// it has kept, which is held against how many there were. A peer imports what it needs when it is asked for.
import { RECEIVER } from '../harness/receiving.mjs';
import { lot } from './tasks.mjs';

/**
 * @typedef {object} TracedSubject
 * @property {(bid: object) => unknown} call
 * @property {() => Promise<unknown>} [flush]
 * @property {() => number | Promise<number>} [kept]
 */

/** @type {Record<string, { home: 'ours' | 'peers', open: (task: import('./tasks.mjs').TracedTask) => Promise<TracedSubject> }>} */
export const TRACED_PEERS = {
  untraced: { home: 'ours', open: openUntraced },
  'Portcall, not registered': { home: 'ours', open: async (task) => ({ call: await placeBid(task) }) },
  'Portcall, not sampled': { home: 'ours', open: (task) => registered(task, 'always_off') },
  'OpenTelemetry by hand, not sampled': { home: 'peers', open: (task) => byHand(task, { sampled: false }) },
  'OpenTelemetry by hand, sent nowhere': { home: 'peers', open: (task) => byHand(task, { nowhere: true }) },
  autometrics: { home: 'peers', open: openAutometrics },
  Portcall: { home: 'ours', open: (task) => registered(task, 'always_on') },
  'OpenTelemetry by hand': { home: 'peers', open: (task) => byHand(task, {}) },
};

/** Enough for what comes between two turns of the event loop. */
const QUEUE = 8_192;

async function openUntraced({ ops, async }) {
  const body = (bid) => {
    for (let i = 0; i < ops; i += 1) lot();
    return bid;
  };
  const later = async (bid) => {
    await null;
    return body(bid);
  };
  return { call: async ? later : body };
}

async function registered(task, sampler) {
  process.env.OTEL_TRACES_SAMPLER = sampler;
  process.env.OTEL_BSP_MAX_QUEUE_SIZE = String(QUEUE);
  const { otlp } = await import('@portcall/exporters');
  const { registerInstrumentation } = await import('@portcall/node');
  const telemetry = registerInstrumentation({
    serviceName: 'bench',
    exporters: [otlp({ url: RECEIVER, timeoutMillis: 60_000 })],
    metricExportIntervalMillis: 3_600_000,
    shutdownTimeoutMillis: 60_000,
    shutdownOn: [],
  });
  await telemetry.ready;
  const call = await placeBid(task);
  return { call, flush: () => telemetry.forceFlush(), kept: () => telemetry.traces.totalCount };
}

async function placeBid({ ops, async }) {
  const { op, traced } = await import('@portcall/trace');
  const work = () => {
    for (let i = 0; i < ops; i += 1) op('get', 'Lot', lot);
  };
  return async
    ? traced('placeBid', { type: 'mutation' }, async (bid) => {
        await null;
        work();
        return bid;
      })
    : traced('placeBid', { type: 'mutation' }, (bid) => {
        work();
        return bid;
      });
}

// It counts calls and notes no operations.
async function openAutometrics({ ops, async }) {
  const { autometrics, registerExporter } = await import('@autometrics/autometrics');
  const { createRequire } = await import('node:module');
  const { MetricReader } = createRequire(import.meta.resolve('@autometrics/autometrics'))('@opentelemetry/sdk-metrics');
  class OnDemandReader extends MetricReader {
    async onShutdown() {}
    async onForceFlush() {}
  }
  registerExporter({ metricReader: new OnDemandReader() });
  const work = () => {
    for (let i = 0; i < ops; i += 1) lot();
  };
  const call = async
    ? autometrics(async function placeBid(bid) {
        await null;
        work();
        return bid;
      })
    : autometrics(function placeBid(bid) {
        work();
        return bid;
      });
  return { call };
}

/** The same span with the same attributes and events, written with the API as its documentation shows it. */
async function byHand(task, { sampled = true, nowhere = !sampled }) {
  const { context, SpanStatusCode, trace } = await import('@opentelemetry/api');
  const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks');
  const sdk = await import('@opentelemetry/sdk-trace-base');
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const exporter = nowhere ? countingExporter() : await otlpExporter();
  const provider = new sdk.BasicTracerProvider({
    sampler: sampled ? new sdk.AlwaysOnSampler() : new sdk.AlwaysOffSampler(),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter, { maxQueueSize: QUEUE })],
  });
  trace.setGlobalTracerProvider(provider);
  const tracer = trace.getTracer('bench');
  const work = (span) => {
    let rows = 0;
    let seconds = 0;
    for (let i = 0; i < task.ops; i += 1) {
      const startedAt = performance.now();
      const found = lot();
      const duration = (performance.now() - startedAt) / 1_000;
      rows += found.length;
      seconds += duration;
      span.addEvent('db.operation', {
        'db.system.name': 'other_sql',
        'db.operation.name': 'get',
        'db.collection.name': 'Lot',
        'db.response.returned_rows': found.length,
        'db.duration': duration,
      });
    }
    span.setAttributes({
      'call.outcome': 'ok',
      'db.operations': task.ops,
      'db.rows': rows,
      'db.duration': seconds,
      'db.failures': 0,
    });
  };
  const fail = (span, error) => {
    span.recordException(error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  };
  const attributesOf = () => ({ 'code.function.name': 'placeBid', 'call.type': 'mutation', 'call.id': nextId() });
  const nextId = () => `bench-${(++calls).toString(36)}`;
  let calls = 0;
  const call = task.async
    ? (bid) =>
        tracer.startActiveSpan('placeBid', { attributes: attributesOf() }, async (span) => {
          try {
            await null;
            work(span);
            return bid;
          } catch (error) {
            return fail(span, error);
          } finally {
            span.end();
          }
        })
    : (bid) =>
        tracer.startActiveSpan('placeBid', { attributes: attributesOf() }, (span) => {
          try {
            work(span);
            return bid;
          } catch (error) {
            return fail(span, error);
          } finally {
            span.end();
          }
        });
  const kept = async () => {
    await provider.forceFlush();
    return exporter.count;
  };
  const flush = () => provider.forceFlush();
  return sampled && nowhere ? { call, flush, kept } : { call, flush };
}

async function otlpExporter() {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter({ url: `${RECEIVER}/v1/traces`, timeoutMillis: 60_000 });
}

/** A span exporter that sends nowhere. */
function countingExporter() {
  return {
    count: 0,
    export(spans, done) {
      this.count += spans.length;
      done({ code: 0 });
    },
    async forceFlush() {},
    async shutdown() {},
  };
}
