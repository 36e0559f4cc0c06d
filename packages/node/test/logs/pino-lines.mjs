// Writes lines with pino inside and outside of a call: node pino-lines.mjs
import { channels } from '@portcall/integrations/channels';
import { registerInstrumentation } from '@portcall/node';
import { traced } from '@portcall/trace';
import { pino } from 'pino';

const telemetry = registerInstrumentation({ serviceName: 'shop', exporters: ['none'], integrations: [channels()] });
const lines = [];
const log = pino({ base: null, timestamp: false }, { write: (line) => lines.push(line) });

await traced('placeBid', { type: 'mutation' }, async () => {
  await Promise.resolve();
  log.child({ lot: 7 }).info('inside');
})();
log.info('outside');

for (const line of lines) {
  const { call_id, ...said } = JSON.parse(line);
  console.log(JSON.stringify(said), telemetry.traces.ofLine(line)?.fnName ?? 'no call');
}
await telemetry.shutdown();
log.info('afterwards');
