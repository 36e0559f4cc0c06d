// How long the event loop stands still because this process works. What counts of a turn is the shorter of the time it took and
// the CPU time that was used in it: a machine that gives the CPU to others does not count, and neither does waiting.

const TURN_MS = 2;

export function watchBlocks() {
  let longestMs = 0;
  let [lastAt, lastCpu] = [0, 0];
  const begin = () => {
    longestMs = 0;
    [lastAt, lastCpu] = [performance.now(), usedCpuMs()];
  };
  const look = () => {
    const [now, cpu] = [performance.now(), usedCpuMs()];
    longestMs = Math.max(longestMs, Math.min(now - lastAt, cpu - lastCpu));
    [lastAt, lastCpu] = [now, cpu];
  };
  begin();
  const timer = setInterval(look, TURN_MS);
  timer.unref();
  return {
    /** Forgets what was. */
    begin,
    /** Milliseconds. */
    longest() {
      look();
      return Math.round(longestMs);
    },
    stop: () => clearInterval(timer),
  };
}

/** Of all threads: the garbage collector's help counts too. */
function usedCpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
