// Records every kind of metric, an exponential histogram too, says what there is to find, and goes on within traced calls.

import { trace } from '@opentelemetry/api';
import { prometheus } from '@portcall/exporters';
import { bind, counter, defineCatalog, fanOut, gauge, histogram, store, text, upDownCounter } from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';
import { query, tracedFunctions } from '@portcall/trace';

const HOSTILE = ['plain', 'quo"te', 'back\\slash', 'line\nfeed', '模型', ' # {le="5"} 7 '];
const SIZES = [0, 0, 0.001, 0.5, 1, 1, 1.5, 2, 3.75, 4, 100, 4_096, 4_097, 7e6];

const everyFormat = defineCatalog({
  scope: 'every.format',
  version: '1.2.3',
  prefix: '',
  metrics: {
    jobs: counter({ name: 'format_jobs', description: 'Jobs.\n"Done".', attributes: { queue: text() } }),
    open: upDownCounter({ name: 'format_open', unit: '{connection}', description: 'Open.' }),
    heat: gauge({ name: 'format_heat_celsius', unit: 'Cel', description: 'Heat.', attributes: { side: text() } }),
    wait: histogram({
      name: 'format_wait_seconds',
      unit: 's',
      description: 'Wait.',
      boundaries: [0.001, 0.5, 1, 2.5, 1000],
      attributes: { lane: text() },
    }),
    size: histogram({ name: 'format_size_bytes', unit: 'By', description: 'Size.', buckets: 'exponential' }),
    pulses: counter({ name: 'format_pulses', description: 'Pulses.' }),
    pulse: histogram({ name: 'format_pulse', description: 'Pulse.', boundaries: [1e6, 5e6, 1e7] }),
    pulseSize: histogram({ name: 'format_pulse_bytes', unit: 'By', description: 'Pulse.', buckets: 'exponential' }),
  },
});

const began = Date.now();
const endpoint = prometheus();
const telemetry = registerInstrumentation({ exporters: ['otlp', endpoint] });
const kept = store();
const recorders = bind(everyFormat, fanOut(telemetry.backend, kept));

for (const [i, hostile] of HOSTILE.entries()) {
  recorders.jobs.add(i + 0.25, { queue: hostile });
  recorders.heat.record(i - 2.5, { side: hostile });
  recorders.wait.record(i / 2, { lane: hostile });
  recorders.wait.record(5, { lane: hostile });
}
recorders.open.add(7);
recorders.open.add(-3);

for (const size of SIZES) recorders.size.record(size);

/** Goes on and on, so that every scraper and every export finds some of it; what is recorded is a number of the trace's. */
const { pulse } = tracedFunctions({
  pulse: query(async () => {
    const value = Number.parseInt(trace.getActiveSpan().spanContext().traceId.slice(0, 6), 16);
    recorders.pulses.add(value);
    recorders.pulse.record(value);
    recorders.pulseSize.record(value);
  }),
});
setInterval(pulse, 10);

await telemetry.ready;
const { metrics: definitions } = everyFormat;
const lasting = [definitions.jobs, definitions.open, definitions.heat, definitions.wait];
const metrics = lasting.map(({ name }) => kept.snapshot()[name]);
console.log(JSON.stringify({ metrics, sizes: SIZES, began, ended: Date.now(), scrape: endpoint.url }));
