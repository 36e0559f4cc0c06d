import { type Channel, type ChannelListener, channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { report } from '@portcall/core';

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
    const held = { name, channel: channel(name), listener };
    subscribe(name, listener);
    this.held.push(held);
  }

  /** What else is done at the end. */
  onEnd(end: () => void): void {
    this.ends.push(end);
  }

  end(): void {
    for (const { name, listener } of this.held.splice(0)) unsubscribe(name, listener);
    for (const end of this.ends.splice(0)) end();
  }
}

interface Held {
  readonly name: string;
  /** Bun forgets the subscribers of a channel that nobody holds. */
  readonly channel: Channel;
  readonly listener: ChannelListener;
}

function subscriberFailed(family: string, name: string, cause: unknown): void {
  report({
    key: 'call.integration',
    about: `channels ${family}`,
    message: `channels: what ${family} published on ${name} could not be read; it is left out and everything else goes on; report it with the version of the library`,
    cause,
  });
}
