import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';

/** One connection of HTTP/2. It keeps no process alive: whoever flushes does. */
export class Session {
  /** Whether a call on it has ended, so that it may have been idle since. */
  wasUsed = false;
  /** Whether the other end has said anything that HTTP/2 begins with. */
  hasSpoken = false;
  private isConnected = false;
  private isRetired = false;

  constructor(private readonly session: ClientHttp2Session) {
    session
      // Every call on it is told by itself.
      .on('error', () => {})
      .once('connect', () => {
        this.isConnected = true;
      })
      .once('remoteSettings', () => {
        this.hasSpoken = true;
      })
      // It takes no calls any more, and some of those on it may never be answered.
      .once('goaway', () => this.retire());
    session.unref();
  }

  get isUsable(): boolean {
    return !this.isRetired && !this.session.closed && !this.session.destroyed;
  }

  /** Whether it was there, and is there no longer. */
  get isLost(): boolean {
    return this.isConnected && (this.session.closed || this.session.destroyed);
  }

  onClose(closed: () => void): void {
    this.session.once('close', closed);
  }

  /** @throws Error where a header cannot be sent */
  request(headers: Readonly<Record<string, string>>): ClientHttp2Stream {
    const stream = this.session.request(headers);
    return stream;
  }

  /** Takes nothing any more. What is under way goes on, unless there is no connection yet. */
  retire(): void {
    if (this.isRetired) return;
    this.isRetired = true;
    if (this.isConnected) this.session.close();
    else this.session.destroy();
  }

  destroy(): void {
    this.isRetired = true;
    this.session.destroy();
  }
}
