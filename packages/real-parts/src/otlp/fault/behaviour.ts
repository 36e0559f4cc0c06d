/** What a receiver does with a request. All but `refuse-early` and `reset-in-request` have read its body first. */
export type Behaviour = Answering | Ending | Wrong | Choosing;

/** It answers as receivers do. */
type Answering =
  /** 200, and the telemetry counts as accepted. */
  | { readonly kind: 'accept' }
  /** 200 after a while. */
  | { readonly kind: 'slow'; readonly afterMs: number }
  /** Any other status; 2xx counts as accepted. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfterSeconds?: number;
      /** The header as it is, for what is no number of seconds. */
      readonly retryAfter?: string;
      readonly body?: string | Uint8Array;
      readonly contentType?: string;
    }
  /** A status, as soon as the first piece of the body arrives; the rest is read and thrown away. Not seen. */
  | { readonly kind: 'refuse-early'; readonly status: number }
  /** Elsewhere, by default to itself. */
  | { readonly kind: 'redirect'; readonly status: number; readonly location?: string }
  /** 200 with a partial success: so many of the items were rejected, or none with a warning. All counts as accepted. */
  | { readonly kind: 'partial'; readonly rejected: number; readonly message: string };

/** It ends the connection, or lets it be. */
type Ending =
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Closes the connection instead of answering. */
  | { readonly kind: 'close' }
  /** Resets the connection instead of answering. */
  | { readonly kind: 'reset' }
  /** Resets the connection when the first piece of the body arrives; not even that counts as seen. */
  | { readonly kind: 'reset-in-request' }
  /** 200, the first byte of a body, and a reset. */
  | { readonly kind: 'reset-in-answer' }
  /** Accepts, answers whole, and closes the connection while it is idle. */
  | { readonly kind: 'close-after'; readonly afterMs?: number };

/** What it answers is none that receivers give. */
type Wrong =
  /** 200, and one byte of the body at a time, for ever; with `bytes` the answer is whole after so many, and accepted. */
  | { readonly kind: 'drip'; readonly everyMs: number; readonly bytes?: number; readonly status?: number }
  /** A status line, and one header at a time, for ever. */
  | { readonly kind: 'drip-headers'; readonly everyMs: number }
  /** Accepts with a body that is neither protobuf nor JSON. */
  | { readonly kind: 'garbage' }
  /** Answers what is no HTTP. */
  | { readonly kind: 'no-http' }
  /** Accepts with a body of so many bytes. */
  | { readonly kind: 'huge'; readonly bytes: number; readonly status?: number }
  /** 200 of another kind of server, such as a login in HTML: nothing is accepted. */
  | { readonly kind: 'page'; readonly contentType: string; readonly body: string };

/** One of several, anew for each request. */
type Choosing =
  /** The one so often, the other else. */
  | { readonly kind: 'random'; readonly probability: number; readonly chosen: Behaviour; readonly otherwise: Behaviour }
  /** One after the other, again and again. */
  | { readonly kind: 'cycle'; readonly behaviours: readonly [Behaviour, ...Behaviour[]] };

/** What is left once it is chosen. */
export type Act = Exclude<Behaviour, Choosing>;

/** Chooses for each request. */
export class Script {
  private behaviours: readonly Behaviour[];
  private readonly turns = new Map<Behaviour, number>();

  constructor(behaviours: readonly Behaviour[]) {
    this.behaviours = behaviours.length > 0 ? behaviours : [{ kind: 'accept' }];
  }

  next(): Act {
    const [behaviour, ...others] = this.behaviours as readonly [Behaviour, ...Behaviour[]];
    if (others.length > 0) this.behaviours = others;
    return this.chosen(behaviour);
  }

  private chosen(behaviour: Behaviour): Act {
    switch (behaviour.kind) {
      case 'random':
        return this.chosen(Math.random() < behaviour.probability ? behaviour.chosen : behaviour.otherwise);
      case 'cycle': {
        const turn = this.turns.get(behaviour) ?? 0;
        this.turns.set(behaviour, turn + 1);
        return this.chosen(behaviour.behaviours[turn % behaviour.behaviours.length]!);
      }
      default:
        return behaviour;
    }
  }
}
