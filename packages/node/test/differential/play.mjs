import { AggregationType } from '@opentelemetry/sdk-metrics';
import { onProblem, problems } from '@portcall/core';
import { otlp, prometheus } from '@portcall/exporters';
import { registerInstrumentation } from '@portcall/node';

/*
 * Plays programs of recordings that its parent sends, each in a registration of its own, and answers with the text that a
 * scrape was given after every part. A process of its own, because OpenTelemetry's exporter imports dynamically, which a
 * test runner's sandbox does not allow.
 */

onProblem(() => {});

process.on('message', async ({ catalog, parts, aggregation, urls, environment }) => {
  Object.assign(process.env, environment);
  try {
    const exporters = urls.map((url) => otlp({ url }));
    process.send({ texts: await played({ catalog, parts, aggregation, exporters }), problems: problems() });
  } catch (error) {
    process.send({ texts: [], problems: [String(error.stack)] });
  }
});

/** There is no advice that asks OpenTelemetry's instruments for exponential buckets. */
function viewsOf({ metrics }) {
  const exponential = Object.values(metrics).filter(({ buckets }) => buckets === 'exponential');
  return exponential.map(({ name }) => ({
    instrumentName: name,
    aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
  }));
}

async function played({ catalog, parts, aggregation, exporters }) {
  const exporter = prometheus({ port: 0 });
  const telemetry = registerInstrumentation({
    aggregation,
    ...(aggregation === 'sdk' ? { views: viewsOf(catalog) } : {}),
    serviceName: 'any',
    resourceAttributes: { 'service.instance.id': 'one' },
    exporters: [exporter, ...exporters],
    functions: false,
    shutdownOn: [],
  });
  await telemetry.ready;
  const recorders = telemetry.bind(catalog);
  const texts = [];
  for (const recordings of parts) {
    for (const { metric, value, attributes, bound } of recordings) record(recorders[metric], value, attributes, bound);
    await telemetry.forceFlush();
    texts.push(await (await fetch(exporter.url)).text());
  }
  await telemetry.shutdown();
  return texts;
}

function record(recorder, value, attributes, isBound) {
  const target = isBound ? recorder.with(attributes ?? {}) : recorder;
  const verb = recorder.add === undefined ? 'record' : 'add';
  if (isBound) target[verb](value);
  else target[verb](value, attributes);
}
