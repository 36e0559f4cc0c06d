import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatService } from './domain/chat-service.js';

/** Runs the service's housekeeping again and again until disposed of; then the last run has ended. */
export function keepHouse(service: ChatService, everyMs: number): AsyncDisposable {
  const stop = new AbortController();
  const work = (async () => {
    while (!stop.signal.aborted) {
      await service.housekeeping();
      await sleep(everyMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  return {
    [Symbol.asyncDispose]() {
      stop.abort();
      return work;
    },
  };
}
