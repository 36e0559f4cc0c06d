import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A connection to a receiver on which somebody listens. */
export interface Tap extends AsyncDisposable {
  /** Base address to send to in place of the receiver's. */
  readonly url: string;
  /** Whatever was sent so far, on all connections, as it went over the wire. */
  sent(): Buffer;
}

/**
 * Hands everything on to a receiver, given by its base address, and back, and keeps what was sent.
 * @param delayMs how long each piece takes on its way there
 */
export async function startTap(receiver: string, { delayMs = 0 }: { readonly delayMs?: number } = {}): Promise<Tap> {
  const { hostname, port } = new URL(receiver);
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.on('data', (chunk) => chunks.push(chunk));
    (delayMs === 0 ? near : near.pipe(late(delayMs))).pipe(far);
    far.pipe(near);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy()).once('close', () => sockets.delete(from));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => Buffer.concat(chunks),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function late(delayMs: number): Transform {
  return new Transform({
    transform(piece, _, done) {
      setTimeout(() => done(undefined, piece), delayMs);
    },
  });
}
