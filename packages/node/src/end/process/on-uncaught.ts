/**
 * An error that nobody catches ends the process, so telemetry is shut down first and the error is thrown again: Node prints
 * it and ends with the exit code it would have ended with. The same for a rejection that nobody handles. Where the app
 * listens too, it decides what happens: what there is is flushed.
 * @returns stops listening
 */
export function onUncaught(flush: () => Promise<unknown>, shutdown: () => Promise<unknown>): () => void {
  let ending = false;
  const listener = (error: unknown): void => {
    if (process.listenerCount('uncaughtException') > 1) {
      void flush();
      return;
    }
    // The first one would have ended the process.
    if (ending) return;
    ending = true;
    void shutdown().then(() => {
      process.removeListener('uncaughtException', listener);
      // Of a microtask Node shows where the error was made; of anything else it would show this line.
      queueMicrotask(() => {
        throw error;
      });
    });
  };
  process.prependListener('uncaughtException', listener);
  return () => {
    if (!ending) process.removeListener('uncaughtException', listener);
  };
}
