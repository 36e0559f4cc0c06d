import { clipText } from '../plain/clip-text.js';
import { oneLine } from '../plain/one-line.js';
import { ownText } from '../plain/own-text.js';
import { processWide } from '../plain/process-wide.js';
import { type Undo, undoOf } from '../plain/undo.js';
import { shown } from './shown.js';
import { whenRejected } from './when-rejected.js';

/** Something that went wrong and must not reach the app: a refused value, a full queue, an exporter that cannot deliver. */
export interface Problem {
  /** What kind of problem it is: one of the keys in docs/errors.md, and never made of data. */
  readonly key: string;
  /** Which metric, function, exporter or receiver it is about; a problem is spoken once per key and this. */
  readonly about?: string;
  /** Names the thing, the rule and the fix, in one line that a terminal only shows: it may quote what strangers sent. */
  readonly message: string;
  /** What was thrown, where something was. */
  readonly cause?: unknown;
}

export interface CountedProblem extends Problem {
  /** How often it happened, the first time included. */
  readonly count: number;
}

export type ProblemListener = (problem: Problem) => unknown;

export interface ProblemListenerOptions {
  /**
   * Problems go to stderr while nobody who listens says that they are shown elsewhere.
   * @default true
   */
  readonly insteadOfStderr?: boolean;
}

export interface ProblemReport {
  readonly key: string;
  readonly about?: string;
  /** A function is called for the first occurrence only, so that counting the others costs no text. */
  readonly message: string | (() => string);
  readonly cause?: unknown;
  /** How many things were lost or refused at once. @default 1 */
  readonly count?: number;
}

interface Entry {
  readonly problem: Problem;
  count: number;
}

interface ProblemBook {
  /** By key, and then by what it is about. */
  readonly kinds: Map<string, Map<string | undefined, Entry>>;
  readonly listeners: Map<ProblemListener, { readonly insteadOfStderr: boolean }>;
}

// Per kind, so that one that is about data (plugins, functions, receivers) cannot silence the others.
const MOST_OF_A_KIND = 100;
// Keys are written in code and few; the bound is for a caller that makes them of data.
const MOST_KINDS = 1_000;
// What a problem is about may be data, such as the name of a span: whatever its length, a book of them stays small.
const LONGEST_ABOUT = 1_000;
const LONGEST_MESSAGE = 4_000;
const OVERFLOW = 'portcall.problems';

// Frozen: a test environment that empties its globals at its end (Jest's does) must not break what is reported after it.
const book: ProblemBook = processWide<ProblemBook>('problems', () =>
  Object.freeze({ kinds: new Map(), listeners: new Map() }),
);

/**
 * Counts a problem and speaks it the first time its key is seen with what it is about: to every listener, and to stderr
 * unless a listener shows it instead. Never throws, never waits.
 */
export function report({ key: kindOfProblem, about: thing, message, cause, count: times = 1 }: ProblemReport): void {
  // A key that is known as it was given needs no look at its characters: a loss may be counted for every record.
  const key = book.kinds.has(kindOfProblem) ? kindOfProblem : oneLine(plainText(kindOfProblem));
  const about = thing === undefined ? undefined : bounded(plainText(thing), LONGEST_ABOUT);
  const count = Number.isSafeInteger(times) && times > 0 ? times : 1;
  const kind = kindOf(key);
  if (kind === undefined) {
    report({
      key: OVERFLOW,
      message: `problems: more than ${MOST_KINDS} kinds; further kinds are only counted; write keys in code and never make them of data`,
      count,
    });
    return;
  }
  const isPastTheBound = kind.size >= MOST_OF_A_KIND && !kind.has(about);
  const known = kind.get(isPastTheBound ? undefined : about);
  if (known !== undefined) {
    known.count += count;
    return;
  }
  const problem: Problem = isPastTheBound
    ? {
        key,
        message: `${key}: more than ${MOST_OF_A_KIND} different problems of this kind; further ones are only counted; see problems() for the counts`,
      }
    : {
        key,
        // Both may be cut from what they are about, and are kept.
        ...(about === undefined ? {} : { about: ownText(about) }),
        message: ownText(oneLine(bounded(textOf(message), LONGEST_MESSAGE))),
        ...(cause === undefined ? {} : { cause }),
      };
  kind.set(problem.about, { problem: Object.freeze(problem), count });
  speak(problem);
}

function kindOf(key: string): Map<string | undefined, Entry> | undefined {
  const known = book.kinds.get(key);
  if (known !== undefined) return known;
  if (book.kinds.size >= MOST_KINDS && key !== OVERFLOW) return undefined;
  const kind = new Map<string | undefined, Entry>();
  book.kinds.set(key, kind);
  return kind;
}

/**
 * Calls `listener` once per new problem. Give `insteadOfStderr: false` to listen without taking over from stderr.
 * @returns undo: also with `using`
 */
export function onProblem(listener: ProblemListener, { insteadOfStderr = true }: ProblemListenerOptions = {}): Undo {
  book.listeners.set(listener, { insteadOfStderr });
  return undoOf(() => void book.listeners.delete(listener));
}

/** Every problem so far with its count: kind by kind, oldest first. */
export function problems(): readonly CountedProblem[] {
  return [...book.kinds.values()].flatMap((kind) =>
    [...kind.values()].map(({ problem, count }) => ({ ...problem, count })),
  );
}

/** Starts counting anew, so that every problem is spoken again. For tests, and for consoles that show one run at a time. */
export function forgetProblems(): void {
  book.kinds.clear();
}

function speak(problem: Problem): void {
  let shown = false;
  for (const [listener, { insteadOfStderr }] of [...book.listeners]) {
    try {
      whenRejected(listener(problem), () => toStderr(problem));
      shown ||= insteadOfStderr;
    } catch {
      // A listener that fails has not shown it: stderr does.
    }
  }
  if (!shown) toStderr(problem);
}

function toStderr({ message, cause }: Problem): void {
  try {
    console.warn(cause === undefined ? `portcall: ${message}` : `portcall: ${message} (${shown(cause)})`);
  } catch {
    // A closed or replaced console is the last thing that may reach the app.
  }
}

function bounded(text: string, length: number): string {
  return text.length <= length ? text : clipText(text, length);
}

/** A program without types may report anything. */
function plainText(text: unknown): string {
  return typeof text === 'string' ? text : shown(text);
}

function textOf(message: string | (() => string)): string {
  if (typeof message !== 'function') return plainText(message);
  try {
    return plainText(message());
  } catch (error) {
    return `problem: its message could not be written (${shown(error)}); it is counted; fix the error`;
  }
}
