import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { isOwnServer } from '@portcall/core/internal';
import { serveRequest, serveUpgrade } from './serve.js';

type Emit = (this: Emitter, type: string | symbol, ...args: unknown[]) => boolean;

/** A server, or what servers have in common: what tells listeners of requests. */
export interface Emitter {
  emit: Emit;
}

/** Servers whose listeners answer requests inside calls, until `end()`. */
export class HookedServers {
  private readonly undos = new Map<Emitter, () => void>();
  private isOn = true;

  /** Does nothing for a server that is hooked already, for one of our own, and for what does not speak HTTP. */
  hook(server: unknown): void {
    // Asked first: it is one, for every request but the first.
    if (this.undos.has(server as Emitter) || !speaksHttp(server) || isOwnServer(server)) return;
    this.put(server, (type) => {
      // It may never be heard of again; where it listens anew, so will we.
      if (type === 'close') this.forget(server);
    });
  }

  /** For a runtime that does not tell of its servers. */
  hookAll(prototype: Emitter): void {
    if (!this.undos.has(prototype)) this.put(prototype, () => {});
  }

  end(): void {
    this.isOn = false;
    for (const undo of this.undos.values()) undo();
    this.undos.clear();
  }

  private put(target: Emitter, told: (type: string | symbol) => void): void {
    const before = Object.getOwnPropertyDescriptor(target, 'emit');
    const { emit } = target;
    const isOn = (): boolean => this.isOn;
    const hook: Emit = function (this: Emitter, ...all) {
      told(all[0]);
      return isOn() && isOfRequests(all) && !isOwnServer(this)
        ? served(all, () => Reflect.apply(emit, this, all))
        : Reflect.apply(emit, this, all);
    };
    Object.defineProperty(target, 'emit', { value: hook, writable: true, configurable: true });
    this.undos.set(target, () => {
      // Where somebody has put something around it since, it stays and does nothing.
      if (target.emit !== hook) return;
      if (before === undefined) Reflect.deleteProperty(target, 'emit');
      else Object.defineProperty(target, 'emit', before);
    });
  }

  private forget(server: Emitter): void {
    this.undos.get(server)?.();
    this.undos.delete(server);
  }
}

/** What a server tells its listeners of a request: its name, the request, and what it is answered with. */
type OfRequest = readonly [type: string, request: IncomingMessage, answered: ServerResponse | Duplex];

const EVENTS: ReadonlySet<unknown> = new Set(['request', 'checkContinue', 'checkExpectation', 'upgrade', 'connect']);

/** Other things are called like that too, such as the sessions that a client of node:http2 connects. */
function isOfRequests(all: readonly unknown[]): all is OfRequest {
  const [type, request, answered] = all;
  return EVENTS.has(type) && isObject(request) && 'headers' in request && isObject(answered);
}

function served([type, request, answered]: OfRequest, answer: () => boolean): boolean {
  return type === 'upgrade' || type === 'connect'
    ? serveUpgrade(request, answered as Duplex, answer)
    : serveRequest(request, answered as ServerResponse, answer);
}

/** A server of node:http, node:https or node:http2, by what others do not have. */
function speaksHttp(server: unknown): server is Emitter {
  if (!isObject(server) || !('emit' in server)) return false;
  return 'requestTimeout' in server || server.constructor.name.startsWith('Http2');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
