import { type Undo, undoOf } from '../plain/undo.js';
import { type Logger, writeLine } from './lines.js';
import { whenRejected } from './when-rejected.js';

export interface ListenerOptions {
  /**
   * Lines go to stderr, or to the logger, while nobody who listens says that they are shown elsewhere.
   * @default true
   */
  readonly insteadOfStderr?: boolean;
}

/** Who listens, and whether they show what they hear. */
export type SpeechListeners<S> = Map<(said: S) => unknown, { readonly insteadOfStderr: boolean }>;

export function listen<S>(
  listeners: SpeechListeners<S>,
  listener: (said: S) => unknown,
  { insteadOfStderr = true }: ListenerOptions,
): Undo {
  listeners.set(listener, { insteadOfStderr });
  return undoOf(() => void listeners.delete(listener));
}

/** Tells every listener, and writes a line unless one of them shows it instead. Never throws. */
export function speak<S extends { readonly message: string; readonly cause?: unknown }>(
  level: keyof Logger,
  listeners: SpeechListeners<S>,
  said: S,
): void {
  const write = (): void => writeLine(level, said.message, said.cause);
  let shown = false;
  for (const [listener, { insteadOfStderr }] of [...listeners]) {
    try {
      whenRejected(listener(said), write);
      shown ||= insteadOfStderr;
    } catch {
      // A listener that fails has not shown it: the line does.
    }
  }
  if (!shown) write();
}
