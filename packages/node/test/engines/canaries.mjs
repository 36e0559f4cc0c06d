// Has secrets in everything that telemetry is given, and says all that telemetry tells of itself.
import { inspect } from 'node:util';
import { problems } from '@portcall/core';
import { otlp } from '@portcall/exporters';
import { counter, defineCatalog, text } from '@portcall/metrics';
import { registerInstrumentation } from '@portcall/node';
import { op, query, tracedFunctions } from '@portcall/trace';

const [dir, DATA] = process.argv.slice(2);

const catalog = defineCatalog({
  scope: 'canary',
  metrics: { visits: counter({ name: 'visits', description: 'Visits.', attributes: { who: text() } }) },
});
const telemetry = registerInstrumentation({ exporters: [otlp({ spool: { dir } })], seriesLimit: 3 });
const { visits } = telemetry.bind(catalog);
visits.add(1, { who: DATA });
// What cannot be recorded, and more series than there may be, is spoken of.
visits.add(Number.NaN, { who: DATA });
visits.add(1, { who: DATA, whom: DATA });
for (let i = 0; i < 9; i += 1) visits.add(1, { who: `${DATA} ${i}` });

const { look } = tracedFunctions({
  look: query((who) =>
    op('get', 'lot', async () => {
      throw new Error(`no lot of ${who}`);
    }),
  ),
});
await look(DATA).catch(() => {});
telemetry.tracer.startSpan('visit', { attributes: { who: DATA, whom: { who: DATA } } }).end();

await telemetry.ready;
const LITTLE = { timeoutMillis: 500 };
const flushed = await telemetry.forceFlush(LITTLE);
const said = [
  flushed,
  telemetry.health(),
  telemetry.ledger,
  await telemetry.doctor(),
  await telemetry.shutdown(LITTLE),
];
console.log(inspect([...said, telemetry.health(), telemetry.ledger, problems()], { depth: 9, maxStringLength: null }));
