/**
 * A signal nobody else listens to kills the process, so telemetry is shut down first and the signal is sent again. Where
 * the app listens too, it decides when the process ends: what there is is flushed at once.
 * @returns stops listening
 */
export function onSignal(
  signal: NodeJS.Signals,
  flush: () => Promise<unknown>,
  shutdown: () => Promise<unknown>,
): () => void {
  let ending = false;
  const dieOfIt = (): void => {
    process.removeListener(signal, listener);
    process.kill(process.pid, signal);
  };
  const listener = (): void => {
    if (process.listenerCount(signal) > 1) {
      void flush();
      return;
    }
    if (ending) {
      dieOfIt(); // asked twice: the sender does not want to wait
      return;
    }
    ending = true;
    void shutdown().then(dieOfIt);
  };
  // First in line: a listener added with once() is taken off the list before it is called, and would not be counted.
  process.prependListener(signal, listener);
  return () => {
    // While it is ending, the listener is what keeps the signal from killing before the flush is done.
    if (!ending) process.removeListener(signal, listener);
  };
}
