// An app without Portcall, so that what the receiver shows is the SDK's and the agent's doing. `node otlp-app.mjs URL`
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

const url = process.argv[2];
const resource = resourceFromAttributes({ 'service.name': 'shop' });

const metricExporter = new OTLPMetricExporter({ url: `${url}/v1/metrics` });
const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 60_000 });
const meterProvider = new MeterProvider({ resource, readers: [reader] });
const meter = meterProvider.getMeter('orders', '1.2.3');
const placed = meter.createCounter('orders_placed', { unit: '{order}', description: 'Orders placed.' });
const took = meter.createHistogram('took_seconds', { unit: 's', advice: { explicitBucketBoundaries: [0.5, 1] } });
placed.add(2, { paid: true, lines: 3, how: 'card' });
took.record(0.7);
await meterProvider.forceFlush();
placed.add(1, { paid: true, lines: 3, how: 'card' });
await meterProvider.forceFlush();

const spanExporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
const tracerProvider = new BasicTracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor(spanExporter)] });
const span = tracerProvider.getTracer('orders').startSpan('place', { attributes: { lines: 3 } });
span.addEvent('paid', { how: 'card' }).setStatus({ code: 2, message: 'no stock' }).end();
await tracerProvider.forceFlush();

console.log(JSON.stringify(span.spanContext()));
await Promise.all([meterProvider.shutdown(), tracerProvider.shutdown()]);
