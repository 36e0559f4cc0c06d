import { type Channel, type ChannelListener, channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { report } from '@portcall/core';
import { type Bindable, bindStorage } from './bound-stores.js';

/**
 * What one family subscribes to, ended as one. Channels exist whether or not the library is loaded yet, so it does not matter
 * which comes first.
 */
export class Subscriptions {
  private readonly held: Held[] = [];
  private readonly ends: (() => void)[] = [];

  constructor(private readonly family: string) {}

  /** Calls `told` with every message of a channel. What it throws is reported, and stays here. */
  on(name: string, told: (message: never) => void): void {
    const { family } = this;
    const listener: ChannelListener = (message) => {
      try {
        told(message as never);
      } catch (cause) {
        subscriberFailed(family, name, cause);
      }
    };
    const held = channel(name);
    subscribe(name, listener);
    this.held.push({ channel: held, release: () => unsubscribe(name, listener) });
  }

  /**
   * Has what the library runs for a message find something else in async context. Where that cannot be told, what is there
   * stays.
   * @param told gives it; called before anybody is told of the message
   */
  bind<T>(name: string, storage: Bindable<T>, told: (message: never) => T): void {
    const { family } = this;
    const release = bindStorage(name, storage, (message) => {
      try {
        return told(message as never);
      } catch (cause) {
        subscriberFailed(family, name, cause);
        return storage.getStore() as T;
      }
    });
    this.held.push({ channel: channel(name), release });
  }

  /** What else is done at the end. */
  onEnd(end: () => void): void {
    this.ends.push(end);
  }

  end(): void {
    for (const { release } of this.held.splice(0)) release();
    for (const end of this.ends.splice(0)) end();
  }
}

interface Held {
  /** Bun forgets the subscribers of a channel that nobody holds. */
  readonly channel: Channel;
  readonly release: () => void;
}

function subscriberFailed(family: string, name: string, cause: unknown): void {
  report({
    key: 'call.integration',
    about: `channels ${family}`,
    message: `channels: what ${family} published on ${name} could not be read; it is left out and everything else goes on; report it with the version of the library`,
    cause,
  });
}
