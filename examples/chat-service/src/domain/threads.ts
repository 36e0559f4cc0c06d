/** One question and its answer, as far as there is one. */
export interface Turn {
  readonly id: string;
  readonly threadId: string;
  readonly userId: string;
  question: string;
  model: string;
  images: number;
  answer: string;
  state: 'running' | 'answered' | 'failed';
  /** When the answer last grew, on the monotonic clock. */
  progressAt: number;
}

export interface Thread {
  readonly id: string;
  readonly turns: Turn[];
  /** What stands for the first `covers` turns; replaced as a whole, and the version tells whether it was. */
  summary: { readonly version: number; readonly covers: number; readonly text: string };
}

export type NewTurn = Pick<Turn, 'threadId' | 'userId' | 'question' | 'model' | 'images'>;

/** Every thread with its turns, in memory. */
export class Threads {
  private readonly threads = new Map<string, Thread>();
  private readonly turns = new Map<string, Turn>();
  private nextTurn = 1;

  /** @param journal turns as a former process left them */
  constructor(journal: readonly Turn[] = []) {
    for (const turn of journal) this.keep(turn);
  }

  begin(turn: NewTurn): Turn {
    const begun: Turn = {
      ...turn,
      id: `turn-${this.nextTurn}`,
      answer: '',
      state: 'running',
      progressAt: performance.now(),
    };
    this.nextTurn += 1;
    this.keep(begun);
    return begun;
  }

  /** A thread begins with its first turn, and is gone once it is removed, also for a turn that is still answered. */
  thread(id: string): Thread | undefined {
    return this.threads.get(id);
  }

  turn(id: string): Turn | undefined {
    return this.turns.get(id);
  }

  running(): readonly Turn[] {
    return [...this.turns.values()].filter(({ state }) => state === 'running');
  }

  isLatest(turn: Turn): boolean {
    return this.thread(turn.threadId)?.turns.at(-1) === turn;
  }

  removeTurn(turn: Turn): void {
    const turns = this.thread(turn.threadId)?.turns ?? [];
    const at = turns.indexOf(turn);
    if (at !== -1) turns.splice(at, 1);
    this.turns.delete(turn.id);
  }

  removeThread(id: string): void {
    for (const turn of this.threads.get(id)?.turns ?? []) this.turns.delete(turn.id);
    this.threads.delete(id);
  }

  private keep(turn: Turn): void {
    const { threadId: id } = turn;
    const thread = this.threads.get(id) ?? { id, turns: [], summary: { version: 0, covers: 0, text: '' } };
    thread.turns.push(turn);
    this.threads.set(id, thread);
    this.turns.set(turn.id, turn);
  }
}
