// What this process holds: its heap after a collection, and how far its resident memory rose. Needs --expose-gc.
import { readFileSync, writeFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';

/** Bytes in use, buffers included. */
export async function heapInUse() {
  for (let i = 0; i < 3; i += 1) {
    globalThis.gc();
    await turn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** @returns {() => number} megabytes from now to the peak since */
export function watchResident() {
  globalThis.gc();
  const before = process.memoryUsage.rss();
  forgetPeak();
  return () => (peak() - before) / 1_048_576;
}

/** Where Linux does not let that be forgotten the peak is the one since the start, which says too much and never too little. */
function forgetPeak() {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {}
}

function peak() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1_024;
  } catch {
    return process.resourceUsage().maxRSS * 1_024;
  }
}
