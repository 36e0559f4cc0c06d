import { createServer } from 'node:net';
import { RECEIVER } from '../harness/receiving.mjs';
import { callOf } from './calls.mjs';
import { BOUNDARIES, namesOf } from './series.mjs';

/** The SDK with its Prometheus endpoint, or with its OTLP exporter for protobuf. */
export async function openOpenTelemetry(wanted) {
  const { MeterProvider } = await import('@opentelemetry/sdk-metrics');
  const { reader, url } = wanted.exit === 'otlp' ? await pushing() : await serving();
  // Its limit of 2,000 series is for what is not known beforehand.
  const views = [{ instrumentName: '*', aggregationCardinalityLimit: wanted.series + 2 }];
  const provider = new MeterProvider({ readers: [reader], views });
  const meter = provider.getMeter('bench');
  const advice = { explicitBucketBoundaries: BOUNDARIES };
  const recorders = namesOf(wanted).map((name) =>
    wanted.kind === 'counter' ? meter.createCounter(name) : meter.createHistogram(name, { advice }),
  );
  return { recorders, call: callOf(wanted, recorders[0]), url, flush: () => provider.forceFlush() };
}

async function pushing() {
  const { PeriodicExportingMetricReader } = await import('@opentelemetry/sdk-metrics');
  const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-proto');
  const exporter = new OTLPMetricExporter({ url: `${RECEIVER}/v1/metrics`, timeoutMillis: 60_000 });
  const times = { exportIntervalMillis: 3_600_000, exportTimeoutMillis: 60_000 };
  return { reader: new PeriodicExportingMetricReader({ exporter, ...times }) };
}

async function serving() {
  const { PrometheusExporter } = await import('@opentelemetry/exporter-prometheus');
  const port = await freePort();
  const reader = new PrometheusExporter({ host: '127.0.0.1', port, preventServerStart: true });
  await reader.startServer();
  return { reader, url: `http://127.0.0.1:${port}/metrics` };
}

/** Its exporter does not say which port 0 became. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
