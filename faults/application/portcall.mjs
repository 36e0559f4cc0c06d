// The application with Portcall: registered as its README shows it, with what it does by default.
import { trace } from '@opentelemetry/api';
import { problems } from '@portcall/core';
import { otlp } from '@portcall/exporters';
import { counter, defineCatalog } from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';
import { traced } from '@portcall/trace';

const catalog = defineCatalog({
  scope: 'faults',
  metrics: { calls: counter({ name: 'calls', description: 'Calls made, one by one.', attributes: {} }) },
});

export async function open({ spool }) {
  const telemetry = registerInstrumentation({
    serviceName: 'faults',
    exporters: [spool === undefined ? 'otlp' : otlp({ spool: { dir: spool } })],
  });
  const { calls } = telemetry.bind(catalog);
  const work = traced('work', { type: 'query' }, (seq) => {
    trace.getActiveSpan()?.setAttribute('seq', seq);
    return seq;
  });
  return {
    call(seq) {
      work(seq);
      calls.add(1);
    },
    shutdown: () => telemetry.shutdown(),
    report: () => ({
      lost: lostSpans(telemetry),
      problems: problems().map(({ key, about, count }) => ({ key, about, count })),
    }),
  };
}

/** What was given up, and what a receiver rejected. */
function lostSpans({ ledger }) {
  const parts = ledger
    .filter(({ signal }) => signal === 'spans')
    .flatMap(({ dropped, rejected }) => [...Object.values(dropped), rejected]);
  return parts.reduce((all, count) => all + count, 0);
}
