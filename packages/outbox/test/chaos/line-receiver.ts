import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** How the receiver treats a request. `poison`: 400 for one that holds a number that can be divided by 29. */
export type Fault =
  | 'none'
  | '503'
  | 'retry-after'
  | 'hang'
  | 'reset-before'
  | 'reset-after'
  | 'too-large'
  | 'poison'
  | 'down';

const TOO_MANY = 3;
const POISON = 29;

/** Takes numbers, one on each line, and knows how often it has taken each. */
export class LineReceiver {
  readonly taken: Map<number, number> = new Map();
  private fault: Fault = 'none';
  private server: Server | undefined;
  private port = 0;
  private readonly sockets = new Set<Socket>();

  get url(): string {
    return `http://127.0.0.1:${this.port}/lines`;
  }

  /** Items taken more than once, each as often as that. */
  get twice(): number {
    return [...this.taken.values()].reduce((sum, times) => sum + times - 1, 0);
  }

  async behave(fault: Fault): Promise<void> {
    this.fault = fault;
    await (fault === 'down' ? this.down() : this.up());
  }

  async up(): Promise<void> {
    if (this.server !== undefined) return;
    const server = createServer((request, response) => this.receive(request, response));
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  async down(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    const closed = new Promise<void>((resolve) => {
      if (server === undefined) resolve();
      else server.close(() => resolve());
    });
    for (const socket of this.sockets) socket.resetAndDestroy();
    await closed;
  }

  private receive(request: IncomingMessage, response: ServerResponse): void {
    if (this.fault === 'reset-before') {
      request.socket.resetAndDestroy();
      return;
    }
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('error', () => {});
    request.on('end', () => this.answer(request, response, Buffer.concat(pieces).toString().split('\n').map(Number)));
  }

  private answer({ socket }: IncomingMessage, response: ServerResponse, numbers: readonly number[]): void {
    const refuse = (status: number, headers = {}): void => void response.writeHead(status, headers).end();
    const { fault } = this;
    if (fault === '503') refuse(503);
    else if (fault === 'retry-after') refuse(429, { 'retry-after': '1' });
    else if (fault === 'too-large' && numbers.length > TOO_MANY) refuse(413);
    else if (fault === 'poison' && numbers.some((number) => number % POISON === 0)) refuse(400);
    else if (fault !== 'hang') {
      for (const number of numbers) this.taken.set(number, (this.taken.get(number) ?? 0) + 1);
      if (fault === 'reset-after') socket.resetAndDestroy();
      else response.end();
    }
  }
}
