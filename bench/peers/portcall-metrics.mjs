import { RECEIVER } from '../harness/receiving.mjs';
import { callOf } from './calls.mjs';
import { BOUNDARIES, KEYS, namesOf } from './series.mjs';

/** Registered, as an application does it. */
export async function openPortcall(wanted) {
  const { registerInstrumentation } = await import('@portcall/node');
  const { otlp, prometheus } = await import('@portcall/exporters');
  const endpoint = wanted.exit === 'otlp' ? undefined : prometheus({ port: 0 });
  const telemetry = registerInstrumentation({
    serviceName: 'bench',
    exporters: [endpoint ?? otlp({ url: RECEIVER, timeoutMillis: 60_000 })],
    metricExportIntervalMillis: 3_600_000,
    shutdownTimeoutMillis: 60_000,
    shutdownOn: [],
    seriesLimit: wanted.series + 1,
  });
  await telemetry.ready;
  const recorders = Object.values(telemetry.bind(await catalogOf(wanted)));
  return { ...opened(wanted, recorders), url: endpoint?.url, flush: () => telemetry.forceFlush() };
}

/** The backend alone, without what registering puts around it. */
export async function openStore(wanted) {
  const { bind, store } = await import('@portcall/metrics');
  const catalog = await catalogOf(wanted);
  const backend = store({ seriesLimit: wanted.series + 1 });
  const { things } = catalog.metrics;
  const total = () => (wanted.kind === 'counter' ? backend.value(things) : backend.value(things).count);
  return { ...opened(wanted, Object.values(bind(catalog, backend))), total };
}

function opened(wanted, recorders) {
  const bind = (series) =>
    recorders[0].with(Object.fromEntries(KEYS.slice(0, wanted.attributes).map((key) => [key, series[key]])));
  return { recorders, call: callOf(wanted, recorders[0]), bind };
}

async function catalogOf(wanted) {
  const { counter, defineCatalog, histogram, text } = await import('@portcall/metrics');
  const attributes = Object.fromEntries(KEYS.slice(0, wanted.attributes).map((key) => [key, text()]));
  const metric = (name) => {
    const options = { name, description: 'Things recorded.', attributes };
    return wanted.kind === 'counter' ? counter(options) : histogram({ ...options, boundaries: BOUNDARIES });
  };
  const metrics = Object.fromEntries(namesOf(wanted).map((name) => [name, metric(name)]));
  return defineCatalog({ scope: 'bench', metrics });
}
