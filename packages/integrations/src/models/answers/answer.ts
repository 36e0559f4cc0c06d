import type { TokenUsage } from '@portcall/ports';
import type { Message } from '../content/messages.js';

/** What is known of an answer so far; of a stream a chunk at a time. */
export interface Answer {
  readonly id?: string | undefined;
  readonly model?: string | undefined;
  readonly finishReasons?: readonly string[] | undefined;
  readonly usage?: TokenUsage | undefined;
  /** The provider's own error code, where it answers with one instead of failing. */
  readonly errorType?: string | undefined;
}

/** What one chunk of a stream says. */
export interface Chunk extends Answer {
  /** Whether the model wrote something in it: text, reasoning, or part of a call. */
  readonly hasOutput: boolean;
  /** The text in it. */
  readonly text?: string | undefined;
}

/** How one method of a client is read. */
export interface Reading {
  readonly operation: string;
  readonly answer: (answer: never) => Answer;
  readonly chunk: (chunk: never) => Chunk;
  /** What was written to the model, and what it wrote. */
  readonly input: (body: never) => { readonly messages: unknown; readonly instructions?: unknown };
  readonly output: (answer: never) => readonly Message[];
}
