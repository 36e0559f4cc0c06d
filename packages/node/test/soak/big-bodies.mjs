// Traced calls whose ids, entities and messages are cut from big bodies: what is kept of them must not keep the bodies.
import { registerInstrumentation } from '@portcall/node';
import { currentCall, mutation, op, tracedFunctions } from '@portcall/trace';
import { measured } from './measured.mjs';

const runs = Number(process.argv[2]);
const meter = measured(runs);
const telemetry = registerInstrumentation({ serviceName: 'soak', exporters: ['otlp'], functions: { metrics: true } });

const body = (run) =>
  `${'x'.repeat(1_000)} user-${String(run).padStart(24, '0')} lot-${String(run).padStart(24, '0')} ${'y'.repeat(50_000)}`;

const { take } = tracedFunctions({
  take: mutation((text) => {
    const user = text.slice(1_001, 1_030);
    const lot = text.slice(1_031, 1_059);
    currentCall().identify({ userId: user });
    currentCall().recordOp({ op: 'insert', entity: 'lot', id: lot, durationMs: 1, rowCount: 1, ok: true });
    if (lot.endsWith('7')) throw new Error(text.slice(1_001, 1_100));
    return op('get', 'lot', () => 1);
  }),
});

for (let run = 0; run < runs; run += 1) {
  try {
    take(Buffer.from(body(run)).toString('latin1'));
  } catch {
    // One in ten fails.
  }
  if (run % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  meter.tick();
}
await telemetry.shutdown();
