// Measures a trace log of one capacity in this process: what a push costs when it is full, and what it holds. `node
// --expose-gc measure.mjs TraceLog CAPACITY` prints a line of JSON.
import { TraceBuilder, TraceLog } from '@portcall/trace';
import { median } from '../harness/statistics.mjs';

const SAMPLES = 11;
const PUSHES = 100_000;
const BETWEEN_MEASURES = 1_000_000;

const capacity = Number(process.argv[3]);
const log = new TraceLog({ capacity });
const traces = Array.from({ length: 1_024 }, (_, index) =>
  new TraceBuilder({ callId: `c${index}`, fnName: 'placeBid', fnType: 'mutation' }).finishOk(),
);

function push(count) {
  for (let i = 0; i < count; i += 1) log.push(traces[i & 1_023]);
}

push(capacity + PUSHES);
const samples = [];
for (let sample = 0; sample < SAMPLES; sample += 1) {
  const startedAt = performance.now();
  push(PUSHES);
  samples.push(((performance.now() - startedAt) * 1e6) / PUSHES);
}

const before = heap();
push(BETWEEN_MEASURES);
if (log.length !== capacity) throw new Error(`a log of ${capacity} holds ${log.length}`);
console.log(JSON.stringify({ nanoseconds: median(samples), grownBytes: heap() - before }));

function heap() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
