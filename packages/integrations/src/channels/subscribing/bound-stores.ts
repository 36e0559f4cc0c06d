import type { AsyncLocalStorage } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';
import { processWide } from '@portcall/core/internal';

/** A storage of async context, as channels bind it. */
export type Bindable<T> = Pick<AsyncLocalStorage<T>, 'getStore' | 'run'>;

type Told = (message: unknown) => unknown;

/** A channel binds a storage once, and forgets it at the first word: what all who listen have bound is kept here. */
const bound = processWide('integrations.bound', () => new Map<string, Map<object, Told[]>>());

/**
 * Has what a library runs for the messages of a channel find in a storage what the newest who has bound it tells.
 * @returns ends it
 */
export function bindStorage<T>(name: string, storage: Bindable<T>, told: (message: unknown) => T): () => void {
  const storages = bound.get(name) ?? new Map<object, Told[]>();
  bound.set(name, storages);
  const all = storages.get(storage) ?? [];
  all.push(told);
  if (!storages.has(storage)) {
    storages.set(storage, all);
    channel(name).bindStore(storage as AsyncLocalStorage<T>, (message) => all.at(-1)?.(message));
  }
  return () => {
    all.splice(all.indexOf(told), 1);
    if (all.length > 0) return;
    storages.delete(storage);
    channel(name).unbindStore(storage as AsyncLocalStorage<T>);
  };
}
