import type { AsyncLocalStorage } from 'node:async_hooks';
import { builtinOrNone } from './builtin.js';

/** What is asked of async context. */
export type AsyncStorage<T> = Pick<AsyncLocalStorage<T>, 'getStore' | 'run' | 'enterWith'>;

/** Node's, or that of the runtime. Where there is none, what is stored is known until the first `await`. */
export function asyncStorage<T>(): AsyncStorage<T> {
  const { AsyncLocalStorage: own } = globalThis as { readonly AsyncLocalStorage?: new () => AsyncStorage<T> };
  const Storage = builtinOrNone('node:async_hooks')?.AsyncLocalStorage ?? own ?? UntilAwait;
  return new Storage<T>();
}

/** Who enters leaves again before anybody else runs. */
export class UntilAwait<T> implements AsyncStorage<T> {
  private store: T | undefined;

  getStore(): T | undefined {
    return this.store;
  }

  run<R, A extends unknown[]>(store: T, body: (...args: A) => R, ...args: A): R {
    const before = this.store;
    this.store = store;
    try {
      return body(...args);
    } finally {
      this.store = before;
    }
  }

  enterWith(store: T): void {
    this.store = store;
  }
}
