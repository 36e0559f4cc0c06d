import type { IntegrationHost } from '../integration.js';
import type { ModelSettings } from '../models/model-options.js';
import type { TracedClientOptions } from '../sql/query-text.js';
import type { Subscriptions } from './subscribing/subscriptions.js';

/** What families of channels are told by whoever switches them on. */
export interface FamilyOptions extends TracedClientOptions {
  readonly models: ModelSettings;
}

/** The channels of one library, or of one part of Node.js. */
export interface ChannelFamily<Name extends string = string> {
  /** As `channels({ only })` calls it: the package's name, or Node's module. */
  readonly name: Name;
  /** Subscribes to what the family publishes; what is subscribed to is ended by whoever calls. */
  subscribe(to: Subscriptions, options: FamilyOptions, host: IntegrationHost): void;
}
