import { GCProfiler, getHeapStatistics } from 'node:v8';

/**
 * The most memory this thread had at once, from when it was made until `stop()`: its heap, and the buffers that the heap
 * holds on to.
 *
 * A heap shrinks only when it is collected. So its sizes before every collection, and at both ends, have the peak among
 * them, even of a call that never lets go of the thread. What was there before the call, such as the plugin's code, is
 * part of it; the stack and what native code has of its own is not.
 */
export class MemoryPeak {
  private readonly collections = new GCProfiler();
  private readonly before = sizeNow();

  constructor() {
    this.collections.start();
  }

  /** @returns bytes */
  stop(): number {
    const sizes = this.collections
      .stop()
      .statistics.map(
        ({ beforeGC: { heapStatistics } }) => heapStatistics.usedHeapSize + heapStatistics.externalMemory,
      );
    return Math.max(this.before, sizeNow(), ...sizes);
  }
}

function sizeNow(): number {
  const { used_heap_size: heap, external_memory: buffers } = getHeapStatistics();
  return heap + buffers;
}
