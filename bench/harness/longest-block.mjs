// How long the event loop stands still while something is done: it turns without pause, and the longest time between two turns
// counts, whatever it went to.

/** @returns {Promise<{ result: unknown, longestMs: number, totalMs: number }>} */
export async function withLongestBlock(work) {
  let longestMs = 0;
  let open = true;
  let last = performance.now();
  const startedAt = last;
  const turn = () => {
    const now = performance.now();
    if (now - last > longestMs) longestMs = now - last;
    last = now;
    if (open) setImmediate(turn);
  };
  setImmediate(turn);
  const result = await work();
  open = false;
  const now = performance.now();
  return { result, longestMs: Math.max(longestMs, now - last), totalMs: now - startedAt };
}
