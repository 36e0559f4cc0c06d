// What a long run holds on to, and what it takes, window by window.
import { context } from '@opentelemetry/api';

const WINDOWS = 20;

/**
 * Call `tick()` once per run. After the last one it prints, as JSON, what each window saw: bytes in use after a garbage
 * collection, microseconds per run, and the deepest chain of OpenTelemetry contexts.
 */
export function measured(runs) {
  const perWindow = Math.max(1, Math.floor(runs / WINDOWS));
  const windows = [];
  let ticks = 0;
  let depth = 0;
  let startedAt = performance.now();
  return {
    tick() {
      ticks += 1;
      depth = Math.max(depth, contextDepth());
      if (ticks % perWindow !== 0) return ticks < runs;
      const micros = ((performance.now() - startedAt) * 1_000) / perWindow;
      windows.push({ bytes: bytesInUse(), micros, depth });
      startedAt = performance.now();
      if (ticks >= runs) console.log(JSON.stringify({ runs: ticks, windows }));
      return ticks < runs;
    },
  };
}

function bytesInUse() {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** How many layers lie over the root: a context that is laid over the one before, run after run, grows. */
function contextDepth() {
  let layers = 0;
  for (let layer = context.active(); layer?.parent !== undefined && layers < 100_000; layer = layer.parent) layers += 1;
  return layers;
}
