// What the application does all day: calls, each with the next number.
import { setTimeout as pause } from 'node:timers/promises';

const TURN_MS = 10;

/** @param call is given the number of each call; `first` is the number of the first one */
export class Load {
  constructor(call, { first, onEnded }) {
    this.call = call;
    this.next = first;
    this.onEnded = onEnded;
    this.ended = 0;
  }

  /** @param rate calls per second */
  async steady({ rate, seconds }) {
    const startedAt = performance.now();
    const count = Math.round(rate * seconds);
    for (let done = 0; done < count; ) {
      const due = Math.min(count, Math.floor(((performance.now() - startedAt) / 1_000) * rate));
      if (due > done) this.burst(due - done);
      done = Math.max(done, due);
      await pause(TURN_MS);
    }
  }

  /** All in one turn of the event loop. */
  burst(count) {
    for (let done = 0; done < count; done += 1) {
      this.call(this.next);
      this.next += 1;
      this.ended += 1;
    }
    this.onEnded(this.ended);
  }
}
