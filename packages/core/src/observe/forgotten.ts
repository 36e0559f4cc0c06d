import type { ProblemReport } from '../problem/problem.js';

/** Stands for a receiver that is watched, and must not hold it. */
interface Owner {
  readonly name: string;
  readonly channel: { readonly pending: number; readonly missed: number };
}

export interface ForgottenReceiversOptions<O extends Owner> {
  /** Reports it, under a key of the registry's own. */
  readonly tell: (problem: Omit<ProblemReport, 'key'>) => void;
  /** Whose receivers, in problems: "observer". */
  readonly whose: string;
  /** What they receive: "events". */
  readonly things: string;
  /** Takes the receiver's place out, so that nothing more is kept for it. */
  readonly remove: (owner: O) => void;
}

/**
 * Finds receivers that were garbage-collected without having been closed, reports each with what it never read, and has
 * it removed. One of this per registry: with the registry its receivers go too, and then nobody has forgotten anything.
 */
export class ForgottenReceivers<O extends Owner> {
  private readonly registry: FinalizationRegistry<O>;

  constructor(private readonly options: ForgottenReceiversOptions<O>) {
    this.registry = new FinalizationRegistry((owner) => this.forgotten(owner));
  }

  watch(receiver: object, owner: O): void {
    this.registry.register(receiver, owner, owner);
  }

  unwatch(owner: O): void {
    this.registry.unregister(owner);
  }

  private forgotten(owner: O): void {
    const { tell, whose, things, remove } = this.options;
    const { name, channel } = owner;
    const { pending, missed } = channel;
    remove(owner);
    tell({
      about: name,
      message:
        `${whose} ${name}: its receiver was garbage-collected without being closed; ${pending} ${things} were never read, and it is ` +
        'removed; keep a receiver while it is in use and close() it then, and do not let a consumer wait for what cannot come',
      count: Math.max(1, pending + missed),
    });
  }
}
