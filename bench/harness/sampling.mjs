import { median } from './statistics.mjs';

const SAMPLES = 11;

/**
 * How long one piece of work takes in this process: the median of samples, each of as many blocks as fill its time.
 * @param {() => number | Promise<number>} block does `size` pieces of work, and gives the milliseconds that count
 * @param {{ size: number, warmUpMs: number, sampleMs: number }} options
 * @returns {Promise<number>} nanoseconds
 */
export async function nanosecondsPer(block, { size, warmUpMs, sampleMs }) {
  const warmUpEnds = performance.now() + warmUpMs;
  let blocks = 0;
  while (performance.now() < warmUpEnds) {
    await block();
    blocks += 1;
  }
  const blocksPerSample = Math.max(1, Math.round((blocks * sampleMs) / warmUpMs));

  const samples = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    let duration = 0;
    for (let done = 0; done < blocksPerSample; done += 1) duration += await block();
    samples.push((duration * 1e6) / (blocksPerSample * size));
  }
  return median(samples);
}
