import type { Policy } from '@portcall/core';

type Answer = (answer: string) => void;

/** What a channel is to do, with arrays and nothing to make it fast. Items are numbers. */
export class PlainChannel {
  readonly emitted: number[] = [];
  readonly delivered: number[] = [];
  readonly missed: number[] = [];
  queue: number[] = [];
  private senders: { readonly item: number; readonly answer: Answer }[] = [];
  private takers: Answer[] = [];
  private isClosed = false;
  disconnected = false;

  constructor(
    private readonly capacity: number,
    private readonly policy: Policy,
  ) {}

  get counts(): object {
    return {
      emitted: this.emitted.length,
      delivered: this.delivered.length,
      missed: this.missed.length,
      pending: this.queue.length + this.senders.length,
      disconnected: this.disconnected,
    };
  }

  offer(item: number): boolean {
    this.emitted.push(item);
    if (this.isClosed) return this.miss(item);
    if (this.takers.length > 0) {
      this.delivered.push(item);
      this.takers.shift()!(String(item));
      return true;
    }
    if (this.queue.length < this.capacity) this.queue.push(item);
    else if (this.policy === 'drop-oldest') {
      this.miss(this.queue.shift()!);
      this.queue.push(item);
    } else return this.miss(item);
    return true;
  }

  send(item: number, answer: Answer): void {
    const hasRoom = this.queue.length < this.capacity;
    if (this.policy !== 'block' || hasRoom || this.isClosed) {
      answer(String(this.offer(item)));
    } else {
      this.emitted.push(item);
      this.senders.push({ item, answer });
    }
  }

  take(): number | undefined {
    const item = this.queue.shift();
    if (item === undefined) return undefined;
    this.delivered.push(item);
    const sender = this.senders.shift();
    if (sender !== undefined) {
      this.queue.push(sender.item);
      sender.answer('true');
    }
    return item;
  }

  /** @returns gives up, where it still waits */
  next(answer: Answer): () => void {
    if (this.queue.length > 0) answer(String(this.take()));
    else if (this.isClosed) answer('end');
    else {
      this.takers.push(answer);
      return () => this.giveUp(answer);
    }
    return () => {};
  }

  private giveUp(answer: Answer): void {
    if (!this.takers.includes(answer)) return;
    this.takers = this.takers.filter((other) => other !== answer);
    answer('gave up');
  }

  close(): void {
    this.isClosed = true;
    for (const { item, answer } of this.senders) answer(String(this.miss(item)));
    for (const answer of this.takers) answer('end');
    this.senders = [];
    this.takers = [];
  }

  cancel(): void {
    this.close();
    this.disconnected = true;
    this.missed.push(...this.queue);
    this.queue = [];
  }

  private miss(item: number): false {
    this.missed.push(item);
    return false;
  }
}
