import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';

/* Express has no types of its own. */

export type Next = (error?: unknown) => void;
export interface Answering {
  send(body?: unknown): void;
}
export type Handler = (request: object, response: Answering, next: Next) => void;

export interface Router {
  use(handler: Handler): void;
  get(path: string, handler: Handler): void;
}

export interface Application extends Omit<Router, 'use'> {
  use(path: string, router: Router | Application): void;
  set(name: string, value: unknown): void;
}

export interface Express {
  (): Application & RequestListener;
  Router(): Router;
}

const load = createRequire(__filename);

export const express5 = load('express') as Express;
export const express4 = load('express-4') as Express;
