import type { EventEmitter } from 'node:events';
import type { Context } from '@opentelemetry/api';
import { boundFunction, type Func } from './bound-function.js';

type Method = (this: EventEmitter, event: string | symbol, listener: Func) => EventEmitter;
type Methods = Record<string, Method>;

const ADDING = ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener'] as const;
const REMOVING = ['off', 'removeListener'] as const;

/** Emitters whose listeners run in the context that their emitter was bound to. */
export class BoundEmitters {
  private readonly bound = new WeakSet<EventEmitter>();

  /** Once per emitter: the first context counts. */
  bind(context: Context, emitter: EventEmitter): void {
    if (this.bound.has(emitter)) return;
    this.bound.add(emitter);
    bindListeners(context, emitter);
  }
}

function bindListeners(context: Context, emitter: EventEmitter): void {
  const methods = emitter as unknown as Methods;
  /** What stands for a listener in the emitter, so that it can be removed by what the app has. */
  const standIns = new WeakMap<Func, Func>();
  // once() adds its own listener by on(), which is not to be bound a second time: it could not be removed then.
  let isAdding = false;
  for (const name of ADDING) {
    const add = methods[name]!;
    methods[name] = function (event, listener) {
      if (isAdding || typeof listener !== 'function') return add.call(this, event, listener);
      const standIn = standIns.get(listener) ?? boundFunction(context, listener);
      standIns.set(listener, standIn);
      isAdding = true;
      try {
        return add.call(this, event, standIn);
      } finally {
        isAdding = false;
      }
    };
  }
  for (const name of REMOVING) {
    const remove = methods[name]!;
    methods[name] = function (event, listener) {
      return remove.call(this, event, standIns.get(listener) ?? listener);
    };
  }
}
