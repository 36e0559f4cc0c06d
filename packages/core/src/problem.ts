import { describe } from './describe.js';
import { processWide } from './process-wide.js';

/** Something that went wrong and must not reach the app: a refused value, a full queue, an exporter that cannot deliver. */
export interface Problem {
  /** Stable identity; a problem is spoken once per key. */
  readonly key: string;
  /** Names the thing, the rule and the fix. */
  readonly message: string;
  /** What was thrown, where something was. */
  readonly cause?: unknown;
}

export interface CountedProblem extends Problem {
  /** How often it happened, the first time included. */
  readonly count: number;
}

export type ProblemListener = (problem: Problem) => void;

export interface ProblemListenerOptions {
  /**
   * Problems go to stderr while nobody who listens says that they are shown elsewhere.
   * @default true
   */
  readonly insteadOfStderr?: boolean;
}

export interface ProblemReport {
  readonly key: string;
  /** A function is called for the first occurrence only, so that counting the others costs no text. */
  readonly message: string | (() => string);
  readonly cause?: unknown;
  /** How many things were lost or refused at once. @default 1 */
  readonly count?: number;
}

interface ProblemBook {
  readonly problems: Map<string, { problem: Problem; count: number }>;
  readonly listeners: Map<ProblemListener, { readonly insteadOfStderr: boolean }>;
}

// Keys come from definitions and are few; the bound is for a caller that builds them from data.
const MOST_KEYS = 1_000;
const OVERFLOW = 'portcall.problems';

const book: ProblemBook = processWide<ProblemBook>('problems', () => ({ problems: new Map(), listeners: new Map() }));

/**
 * Counts a problem and speaks it the first time its key is seen: to every listener, and to stderr unless a listener
 * shows it instead. Never throws, never waits.
 */
export function report({ key, message, cause, count = 1 }: ProblemReport): void {
  const known = book.problems.get(key);
  if (known !== undefined) {
    known.count += count;
    return;
  }
  if (book.problems.size >= MOST_KEYS && key !== OVERFLOW) {
    report({
      key: OVERFLOW,
      message: `more than ${MOST_KEYS} different problems; the further ones are only counted`,
      count,
    });
    return;
  }
  const problem: Problem = Object.freeze({ key, message: textOf(message), ...(cause === undefined ? {} : { cause }) });
  book.problems.set(key, { problem, count });
  speak(problem);
}

/**
 * Calls `listener` once per new problem. Give `insteadOfStderr: false` to listen without taking over from stderr.
 * @returns undo: also with `using`
 */
export function onProblem(
  listener: ProblemListener,
  { insteadOfStderr = true }: ProblemListenerOptions = {},
): (() => void) & Disposable {
  book.listeners.set(listener, { insteadOfStderr });
  const undo = (): void => {
    book.listeners.delete(listener);
  };
  return Object.assign(undo, { [Symbol.dispose]: undo });
}

/** Every problem so far with its count, oldest first. */
export function problems(): readonly CountedProblem[] {
  return [...book.problems.values()].map(({ problem, count }) => ({ ...problem, count }));
}

/** Starts counting anew, so that every problem is spoken again. For tests, and for consoles that show one run at a time. */
export function forgetProblems(): void {
  book.problems.clear();
}

function speak(problem: Problem): void {
  let shown = false;
  for (const [listener, { insteadOfStderr }] of [...book.listeners]) {
    try {
      listener(problem);
      shown ||= insteadOfStderr;
    } catch {
      // A listener that fails has not shown it: stderr does.
    }
  }
  if (!shown) toStderr(problem);
}

function toStderr({ message, cause }: Problem): void {
  try {
    console.warn(cause === undefined ? `portcall: ${message}` : `portcall: ${message} (${describe(cause)})`);
  } catch {
    // A closed or replaced console is the last thing that may reach the app.
  }
}

function textOf(message: string | (() => string)): string {
  if (typeof message === 'string') return message;
  try {
    return message();
  } catch (error) {
    return `a problem whose message could not be written: ${describe(error)}`;
  }
}
