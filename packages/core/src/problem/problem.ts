import { systemClock } from '../plain/clock.js';
import { ownText } from '../plain/own-text.js';
import { processWide } from '../plain/process-wide.js';
import type { Undo } from '../plain/undo.js';
import { forgetNotices } from './notice.js';
import { aboutText, keyText, messageText } from './problem-text.js';
import { type ListenerOptions, listen, type SpeechListeners, speak } from './speak.js';

/** Something that went wrong and must not reach the app: a refused value, a full queue, an exporter that cannot deliver. */
export interface Problem {
  /** What kind of problem it is: one of the keys in docs/errors.md, and never made of data. */
  readonly key: string;
  /** Which metric, function, exporter or receiver it is about; a problem is spoken once per key and this, unless it says otherwise. */
  readonly about?: string;
  /** Names the thing, the rule and the fix, in one line that a terminal only shows: it may quote what strangers sent. */
  readonly message: string;
  /** What was thrown, where something was. */
  readonly cause?: unknown;
  /** How often it happened since it was last spoken, this time included. Absent the first time. */
  readonly since?: number;
}

export interface CountedProblem extends Omit<Problem, 'since'> {
  /** How often it happened, the first time included. */
  readonly count: number;
}

export type ProblemListener = (problem: Problem) => unknown;

export interface ProblemReport {
  readonly key: string;
  readonly about?: string;
  /** A function is called only where the problem is spoken, so that counting the others costs no text. */
  readonly message: string | (() => string);
  readonly cause?: unknown;
  /** How many things were lost or refused at once. @default 1 */
  readonly count?: number;
  /**
   * Milliseconds that must be over since it was last spoken for it to be spoken again, with how often it happened since. For
   * what comes and goes, such as a receiver that is down. @default never
   */
  readonly againAfterMillis?: number;
}

interface Entry {
  problem: Problem;
  count: number;
  /** When it was last spoken, on a clock that only goes forward, and what the count was then. */
  spokenAt: number;
  spokenCount: number;
}

interface ProblemBook {
  /** By key, and then by what it is about. */
  readonly kinds: Map<string, Map<string | undefined, Entry>>;
  readonly listeners: SpeechListeners<Problem>;
}

// Per kind, so that one that is about data (plugins, functions, receivers) cannot silence the others.
const MOST_OF_A_KIND = 100;
// Keys are written in code and few; the bound is for a caller that makes them of data.
const MOST_KINDS = 1_000;
const OVERFLOW = 'portcall.problems';

// Frozen: a test environment that empties its globals at its end (Jest's does) must not break what is reported after it.
const book: ProblemBook = processWide<ProblemBook>('problems', () =>
  Object.freeze({ kinds: new Map(), listeners: new Map() }),
);

/**
 * Counts a problem and speaks it the first time its key is seen with what it is about, and again where `againAfterMillis`
 * says so: to every listener, and to the logger or stderr unless a listener shows it instead. Never throws, never waits.
 */
export function report(reported: ProblemReport): void {
  const { key: kindOfProblem, message, count: times = 1 } = reported;
  // A key that is known as it was given needs no look at its characters: a loss may be counted for every record.
  const key = book.kinds.has(kindOfProblem) ? kindOfProblem : keyText(kindOfProblem);
  const about = aboutText(reported.about);
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
    if (reported.againAfterMillis !== undefined && !isPastTheBound) speakAgain(known, reported);
    return;
  }
  const problem = isPastTheBound
    ? {
        key,
        message: `${key}: more than ${MOST_OF_A_KIND} different problems of this kind; further ones are only counted; see problems() for the counts`,
      }
    : {
        key,
        // It may be cut from what it is about, and is kept.
        ...(about === undefined ? {} : { about: ownText(about) }),
        message: messageText(message),
        ...causeOf(reported),
      };
  const entry = { problem: Object.freeze(problem), count, spokenAt: systemClock.monotonic(), spokenCount: count };
  kind.set(entry.problem.about, entry);
  speak('warn', book.listeners, entry.problem);
}

/** In its newest words: what was refused a minute ago may now be a name that is not found. */
function speakAgain(known: Entry, { message, againAfterMillis = 0, ...reported }: ProblemReport): void {
  const now = systemClock.monotonic();
  if (!(now - known.spokenAt >= againAfterMillis)) return;
  const since = known.count - known.spokenCount;
  const { key, about } = known.problem;
  const said = { key, ...(about === undefined ? {} : { about }), message: messageText(message), ...causeOf(reported) };
  known.problem = Object.freeze(said);
  known.spokenAt = now;
  known.spokenCount = known.count;
  speak(
    'warn',
    book.listeners,
    Object.freeze({ ...said, message: `${said.message} (${since} since this was last said)`, since }),
  );
}

function causeOf({ cause }: Pick<ProblemReport, 'cause'>): { readonly cause?: unknown } {
  return cause === undefined ? {} : { cause };
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
 * Calls `listener` with every problem that is spoken. Give `insteadOfStderr: false` to listen without taking over from stderr.
 * @returns undo: also with `using`
 */
export function onProblem(listener: ProblemListener, options: ListenerOptions = {}): Undo {
  return listen(book.listeners, listener, options);
}

/** Every problem so far with its count: kind by kind, oldest first. */
export function problems(): readonly CountedProblem[] {
  return [...book.kinds.values()].flatMap((kind) =>
    [...kind.values()].map(({ problem, count }) => ({ ...problem, count })),
  );
}

/**
 * Starts counting anew, so that every problem and notice is spoken again. For tests, and for consoles that show one run at a
 * time.
 */
export function forgetProblems(): void {
  book.kinds.clear();
  forgetNotices();
}
