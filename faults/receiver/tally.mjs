// What a receiver has seen: which spans it has taken and how often, how it has answered, and what came while it had asked for
// silence.

// A request that was under way when the answer with Retry-After went out is nobody's fault.
const UNDER_WAY_MS = 250;

export class Tally {
  requests = 0;
  underWay = 0;
  mostUnderWay = 0;
  connections = 0;
  unreadable = 0;
  /** Requests that came although an answer had asked for none until later. */
  tooEarly = 0;
  /** What the deltas of the counter add up to. */
  added = 0;
  answers = {};
  /** When, in milliseconds since 1970, each request came. */
  times = [];
  #taken = new Map();
  #unnumbered = 0;
  #silentFrom = 0;
  #silentUntil = 0;

  begin() {
    const now = Date.now();
    this.requests += 1;
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    this.times.push(now);
    if (now > this.#silentFrom + UNDER_WAY_MS && now < this.#silentUntil) this.tooEarly += 1;
  }

  end() {
    this.underWay -= 1;
  }

  /** An answer by what it was: a status, or the name of a fault. */
  answer(what) {
    this.answers[what] = (this.answers[what] ?? 0) + 1;
  }

  askForSilence(milliseconds) {
    const now = Date.now();
    if (now >= this.#silentUntil) this.#silentFrom = now;
    this.#silentUntil = Math.max(this.#silentUntil, now + milliseconds);
  }

  take({ spans, added }) {
    this.added += added;
    for (const seq of spans) {
      if (Number.isNaN(seq)) this.#unnumbered += 1;
      else this.#taken.set(seq, (this.#taken.get(seq) ?? 0) + 1);
    }
  }

  get summary() {
    const { requests, mostUnderWay, connections, unreadable, tooEarly, added, answers } = this;
    const times = [...this.#taken.values()].reduce((sum, count) => sum + count, 0);
    const accepted = this.#taken.size;
    const unnumbered = this.#unnumbered;
    return {
      requests,
      accepted,
      duplicates: times - accepted,
      unnumbered,
      tooEarly,
      answers,
      mostUnderWay,
      connections,
      unreadable,
      added,
    };
  }
}
