// Who traces. Each peer gives, for a task, `call(bid)` and `kept()`: how many calls it has kept, which is held against
// how many there were. A peer imports what it needs when it is asked for.
import { isInstalled } from './peer-packages.mjs';
import { lot } from './traced-tasks.mjs';

/**
 * @typedef {object} TracedSubject
 * @property {(bid: object) => unknown} call
 * @property {() => number | Promise<number>} [kept]
 */

/** @type {Record<string, (task: import('./traced-tasks.mjs').TracedTask) => Promise<TracedSubject>>} */
export const TRACED_PEERS = {
  async untraced({ ops, async }) {
    const body = (bid) => {
      for (let i = 0; i < ops; i += 1) lot();
      return bid;
    };
    const later = async (bid) => {
      await null;
      return body(bid);
    };
    return { call: async ? later : body };
  },

  async 'Portcall, off'(task) {
    return { call: await placeBid(task) };
  },

  async 'Portcall, log only'(task) {
    const { startTracing, TraceLog } = await import('@portcall/trace');
    const log = new TraceLog();
    startTracing({ sinks: [log] });
    return { call: await placeBid(task), kept: () => log.totalCount };
  },

  'Portcall, sampled': (task) => registered(task),

  'Portcall, not sampled': (task) => registered(task, 'always_off'),

  'OpenTelemetry by hand, sampled': (task) => byHand(task, true),

  'OpenTelemetry by hand, not sampled': (task) => byHand(task, false),

  // It counts calls and notes no operations.
  async autometrics({ ops, async }) {
    const { autometrics, registerExporter } = await import('./peers/node_modules/@autometrics/autometrics/index.mjs');
    const { MetricReader } = await import('./peers/node_modules/@opentelemetry/sdk-metrics/build/src/index.js');
    class OnDemandReader extends MetricReader {
      async onShutdown() {}
      async onForceFlush() {}
    }
    const metricReader = new OnDemandReader();
    registerExporter({ metricReader });
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
  },
};

/** Peers that cannot be measured here, and why. */
export function missingPeers() {
  return isInstalled('@autometrics/autometrics') ? [] : ['autometrics'];
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

async function registered(task, sampler = 'always_on') {
  process.env.OTEL_TRACES_SAMPLER = sampler;
  process.env.OTEL_BSP_MAX_QUEUE_SIZE = String(QUEUE);
  const { registerInstrumentation } = await import('@portcall/node');
  const exporter = await countingExporter(task);
  const telemetry = registerInstrumentation({
    serviceName: 'bench',
    exporters: [{ name: 'counting', spanExporter: () => exporter }],
  });
  return {
    call: await placeBid(task),
    kept: async () => {
      await telemetry.shutdown();
      return sampler === 'always_off' ? telemetry.traces.totalCount : exporter.count;
    },
  };
}

/** The same span with the same attributes and events, written with the API as its documentation shows it. */
async function byHand(task, isSampled) {
  const { context, SpanStatusCode, trace } = await import('@opentelemetry/api');
  const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks');
  const sdk = await import('@opentelemetry/sdk-trace-base');
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const exporter = await countingExporter(task);
  const provider = new sdk.BasicTracerProvider({
    sampler: isSampled ? new sdk.AlwaysOnSampler() : new sdk.AlwaysOffSampler(),
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
  return isSampled ? { call, kept } : { call };
}

/** Enough for what comes between two turns of the event loop. */
const QUEUE = 8_192;

/** A span exporter that sends nowhere, and writes the bytes where the task wants them. */
async function countingExporter({ bytes }) {
  const { ProtobufTraceSerializer } = bytes ? await import('@opentelemetry/otlp-transformer') : {};
  return {
    count: 0,
    size: 0,
    export(spans, done) {
      this.count += spans.length;
      if (bytes) this.size += ProtobufTraceSerializer.serializeRequest(spans).length;
      done({ code: 0 });
    },
    async forceFlush() {},
    async shutdown() {},
  };
}
