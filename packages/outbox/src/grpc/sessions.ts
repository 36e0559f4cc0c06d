import type { ClientHttp2Session } from 'node:http2';
import type { TlsOptions } from '../http/node/connections.js';
import { Session } from './session.js';

// Node lets a connection hold 10 MB, and sends nothing at all of a message that is larger; how much waits is bounded elsewhere.
const MEMORY_MB = 512;

/** The connections to one receiver: one that is used, and those that are left until what is under way on them has ended. */
export class Sessions {
  private readonly all = new Set<Session>();
  private current: Session | undefined;

  constructor(
    private readonly url: URL,
    private readonly tls: TlsOptions,
  ) {}

  /** @param isFresh whether it must not have been used before: the receiver may have closed it meanwhile */
  take(isFresh: boolean): Session {
    const { current } = this;
    if (current?.isUsable === true && !(isFresh && current.wasUsed)) return current;
    current?.retire();
    const session = new Session(this.connect());
    this.all.add(session);
    session.onClose(() => this.all.delete(session));
    this.current = session;
    return session;
  }

  close(): void {
    for (const session of this.all) session.destroy();
  }

  private connect(): ClientHttp2Session {
    const http2 = process.getBuiltinModule('node:http2');
    const { ca, cert, key } = this.tls as { readonly [K in keyof TlsOptions]?: string | Buffer };
    return http2.connect(this.url.origin, {
      ...{ ca, cert, key },
      maxSessionMemory: MEMORY_MB,
      settings: { enablePush: false },
    } as object);
  }
}
