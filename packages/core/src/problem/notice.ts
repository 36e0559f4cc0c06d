import { systemClock } from '../plain/clock.js';
import { processWide } from '../plain/process-wide.js';
import type { Undo } from '../plain/undo.js';
import { aboutText, keyText, messageText } from './problem-text.js';
import { type ListenerOptions, listen, type SpeechListeners, speak } from './speak.js';

/** Something that is worth a line and is not a problem, such as an exporter that delivers again. */
export interface Notice {
  /** What kind of notice it is: one of the keys in docs/errors.md, and never made of data. */
  readonly key: string;
  /** Which exporter or receiver it is about. */
  readonly about?: string;
  /** One line that a terminal only shows: it may quote what strangers sent. */
  readonly message: string;
}

export type NoticeListener = (notice: Notice) => unknown;

export interface NoticeReport {
  readonly key: string;
  readonly about?: string;
  /** A function is called only where the notice is spoken. */
  readonly message: string | (() => string);
}

interface NoticeBook {
  /** When each was spoken, by key and what it is about. */
  readonly spokenAt: Map<string, number>;
  readonly listeners: SpeechListeners<Notice>;
}

const LEAST_MILLIS_BETWEEN = 60_000;
// What notices are about is few: exporters and receivers. The bound is for a caller that makes it of data.
const MOST = 1_000;

const book: NoticeBook = processWide<NoticeBook>('notices', () =>
  Object.freeze({ spokenAt: new Map(), listeners: new Map() }),
);

/**
 * Speaks a notice: to every listener, to the logger at level info, and without one to stderr. At most once a minute per key
 * and what it is about; those between are left out. It is in `problems()` never. Never throws, never waits.
 */
export function notice({ key: kind, about: thing, message }: NoticeReport): void {
  const key = keyText(kind);
  const about = aboutText(thing);
  const now = systemClock.monotonic();
  const id = `${key} ${about ?? ''}`;
  const last = book.spokenAt.get(id);
  if (last !== undefined && now - last < LEAST_MILLIS_BETWEEN) return;
  if (book.spokenAt.size >= MOST) book.spokenAt.clear();
  book.spokenAt.set(id, now);
  const said = { key, ...(about === undefined ? {} : { about }), message: messageText(message) };
  speak('info', book.listeners, Object.freeze(said));
}

/**
 * Calls `listener` with every notice that is spoken. Give `insteadOfStderr: false` to listen without taking over from stderr.
 * @returns undo: also with `using`
 */
export function onNotice(listener: NoticeListener, options: ListenerOptions = {}): Undo {
  return listen(book.listeners, listener, options);
}

/** Every notice may be spoken again at once. */
export function forgetNotices(): void {
  book.spokenAt.clear();
}
