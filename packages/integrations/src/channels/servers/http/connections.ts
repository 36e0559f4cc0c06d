import type { Socket } from 'node:net';

/** By connection; symbols would show on it. */
const byConnection = new WeakMap<Socket, OpenExchanges>();

/**
 * The exchanges that are open on one connection. One listener for all of them: a response that waits for those before it is
 * not told that its connection is closed.
 */
export class OpenExchanges {
  private readonly ends = new Set<() => void>();

  private constructor(connection: Socket) {
    connection.once('close', () => {
      for (const end of this.ends) end();
    });
  }

  static of(connection: Socket): OpenExchanges {
    let open = byConnection.get(connection);
    if (open === undefined) {
      open = new OpenExchanges(connection);
      byConnection.set(connection, open);
    }
    return open;
  }

  /** @returns takes it back */
  add(end: () => void): () => void {
    this.ends.add(end);
    return () => {
      this.ends.delete(end);
    };
  }
}
