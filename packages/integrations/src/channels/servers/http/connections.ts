import type { Socket } from 'node:net';

const OPEN: unique symbol = Symbol('open exchanges');

type Connection = Socket & { [OPEN]?: OpenExchanges | undefined };

/**
 * The exchanges that are open on one connection. One listener for all of them: a response that waits for those before it is
 * not told that its connection is closed.
 */
export class OpenExchanges {
  readonly ends: Set<() => void> = new Set();

  private constructor(connection: Socket) {
    connection.once('close', () => {
      for (const end of this.ends) end();
    });
  }

  static of(connection: Socket): OpenExchanges {
    const known = connection as Connection;
    const open = known[OPEN] ?? new OpenExchanges(connection);
    known[OPEN] = open;
    return open;
  }
}
