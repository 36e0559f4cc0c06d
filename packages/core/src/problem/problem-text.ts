import { clipText } from '../plain/clip-text.js';
import { oneLine } from '../plain/one-line.js';
import { ownText } from '../plain/own-text.js';
import { shown } from './shown.js';

// What a problem is about may be data, such as the name of a span: whatever its length, a book of them stays small.
const LONGEST_ABOUT = 1_000;
const LONGEST_MESSAGE = 4_000;

/** What a program reports it under. One without types may give anything. */
export function keyText(key: unknown): string {
  return oneLine(plainText(key));
}

export function aboutText(about: unknown): string | undefined {
  return about === undefined ? undefined : bounded(plainText(about), LONGEST_ABOUT);
}

/** One line that a terminal only shows, in memory of its own: it may be cut from what it is about, and is kept. */
export function messageText(message: string | (() => string)): string {
  return ownText(oneLine(bounded(textOf(message), LONGEST_MESSAGE)));
}

function bounded(text: string, length: number): string {
  return text.length <= length ? text : clipText(text, length);
}

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
