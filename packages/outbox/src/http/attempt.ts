import type { Answer } from '../sender.js';
import { unanswered } from './failed-request.js';

export type Interruption = 'TIMEOUT' | 'CLOSED';

/** One request under way: it gets one answer, the first that anybody gives it. */
export class Attempt {
  readonly answer: Promise<Answer>;
  isSettled = false;
  /** Stops the step under way, and says what became of the request. */
  stop: (why: Interruption) => Answer = (why) => unanswered({ code: why, message: SAID[why] }, false, undefined);
  private resolve!: (answer: Answer) => void;

  constructor() {
    this.answer = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  settle(answer: Answer): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.resolve(answer);
  }

  interrupt(why: Interruption): void {
    if (!this.isSettled) this.settle(this.stop(why));
  }
}

export const SAID: Readonly<Record<Interruption, string>> = {
  TIMEOUT: 'no whole answer came in time',
  CLOSED: 'the sender was closed',
};
