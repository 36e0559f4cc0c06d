// Who publishes. Each peer gives, for a task, `publish(event)`, `read()`, which empties every subscriber, and `total()`:
// how many events subscribers had or missed, which is held against how many were published.
import { CAPACITY } from './tasks.mjs';

/**
 * @typedef {object} ObservedSubject
 * @property {(event: object) => void} publish
 * @property {() => void} read
 * @property {() => number} [total]
 * @property {() => Promise<unknown>} [settle] waits until everything published has reached its subscribers
 */

/** @type {Record<string, (task: import('./tasks.mjs').ObservedTask) => Promise<ObservedSubject>>} */
export const OBSERVED_PEERS = {
  async 'empty function'() {
    const nobody = new (class {
      emit() {}
    })();
    return { publish: (event) => nobody.emit(event), read: () => {} };
  },

  async 'ObserverRegistry.emit'({ subscribers, policy }) {
    const { ObserverRegistry } = await import('@portcall/core');
    const registry = new ObserverRegistry();
    const all = Array.from({ length: subscribers }, () => registry.add(['call'], { capacity: CAPACITY, policy }));
    const read = () => {
      for (const { receiver } of all) while (receiver.take() !== undefined);
    };
    const had = ({ delivered, missed, pending }) => delivered + missed + pending;
    const total = () => all.reduce((sum, subscription) => sum + had(subscription.status()), 0);
    return { publish: (event) => registry.emit(event), read, total };
  },

  async EventEmitter(task) {
    const { EventEmitter } = await import('node:events');
    const emitter = new EventEmitter();
    const { listeners, read, total } = boundedArrays(task);
    for (const listener of listeners) emitter.on('call', listener);
    return { publish: (event) => emitter.emit('call', event), read, total };
  },

  async diagnostics_channel(task) {
    const { channel } = await import('node:diagnostics_channel');
    const calls = channel('call');
    const { listeners, read, total } = boundedArrays(task);
    for (const listener of listeners) calls.subscribe(listener);
    return { publish: (event) => calls.publish(event), read, total };
  },

  // It calls its listeners later, which is part of what publishing costs.
  async emittery(task) {
    const { default: Emittery } = await import('emittery');
    const emitter = new Emittery();
    const { listeners, read, total } = boundedArrays(task);
    for (const listener of listeners) emitter.on('call', listener);
    let last = Promise.resolve();
    const publish = (event) => {
      last = emitter.emit('call', event);
    };
    return { publish, read, total, settle: () => last };
  },
};

/** Listeners that push onto a bounded array, as one writes it by hand. */
function boundedArrays({ subscribers, policy }) {
  const arrays = Array.from({ length: subscribers }, () => []);
  let had = 0;
  let missed = 0;
  const dropNewest = (array) => (event) => {
    if (array.length < CAPACITY) array.push(event);
    else missed += 1;
  };
  const dropOldest = (array) => (event) => {
    if (array.length === CAPACITY) {
      array.shift();
      missed += 1;
    }
    array.push(event);
  };
  const listeners = arrays.map(policy === 'drop-newest' ? dropNewest : dropOldest);
  const read = () => {
    for (const array of arrays) {
      had += array.length;
      array.length = 0;
    }
  };
  const total = () => had + missed + arrays.reduce((sum, { length }) => sum + length, 0);
  return { listeners, read, total };
}
