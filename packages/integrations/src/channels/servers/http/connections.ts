import type { Socket } from 'node:net';

const OPEN: unique symbol = Symbol('open exchanges');

type Connection = Socket & { [OPEN]?: OpenExchanges | undefined };

/**
 * The exchanges that are open on one connection. One listener for all of them: a response that waits for those before it is
 * not told that its connection is closed.
 */
export class OpenExchanges {
  // One at a time, but for pipelines: a list is enough.
  private readonly ends: (() => void)[] = [];

  private constructor(connection: Socket) {
    connection.once('close', () => {
      for (const end of this.ends.splice(0)) end();
    });
  }

  static of(connection: Socket): OpenExchanges {
    const known = connection as Connection;
    const open = known[OPEN] ?? new OpenExchanges(connection);
    known[OPEN] = open;
    return open;
  }

  add(end: () => void): void {
    this.ends.push(end);
  }

  remove(end: () => void): void {
    if (this.ends.at(-1) === end) this.ends.pop();
    else if (this.ends.includes(end)) this.ends.splice(this.ends.indexOf(end), 1);
  }
}
