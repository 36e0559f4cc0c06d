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

/** What a problem's count counts where spans are lost. */
const LOSSES = /^export\.spans_(failed|closed|queue|rejected|unsendable|dropped|refused)$/;

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
    report: () => ({ lost: lostSpans(), problems: problems().map(({ key, about, count }) => ({ key, about, count })) }),
  };
}

function lostSpans() {
  const counts = problems().filter(({ key }) => LOSSES.test(key));
  return counts.reduce((sum, { count }) => sum + count, 0);
}
