import { checkedArray, checkedFlag, checkedOneOf, checkOptions } from '@portcall/core/internal';
import type { Integration, IntegrationHost } from '../integration.js';
import { type ModelOptions, modelSettings } from '../models/model-options.js';
import { CLIENT_OPTIONS, type TracedClientOptions } from '../sql/query-text.js';
import { FAMILIES, type FamilyName } from './families.js';
import { REQUESTS } from './requests/requests.js';
import { SERVERS } from './servers/servers.js';
import { Subscriptions } from './subscribing/subscriptions.js';
import { tellOfSubscribers } from './subscribing/tracing-channels.js';

export type { Integration, IntegrationHost } from '../integration.js';
export type { FamilyName } from './families.js';

export interface ChannelsOptions extends TracedClientOptions {
  /** The families that are listened to. @default all */
  readonly only?: readonly FamilyName[];
  /** Families that are not listened to. @default none */
  readonly except?: readonly FamilyName[];
  /** How requests to language models are counted, and whether their spans carry messages. */
  readonly models?: ModelOptions;
}

const OPTIONS: Readonly<Record<keyof ChannelsOptions, true>> = {
  ...CLIENT_OPTIONS,
  only: true,
  except: true,
  models: true,
};

/** All there are: databases, requests that come in and go out, and the frameworks that answer them. */
export const channelFamilies: readonly FamilyName[] = FAMILIES.map(nameOf);

/** Requests alone: those that come in are calls, and those that go out spans. It is what `http: true` switches on. */
export function httpChannels(): Integration {
  return { ...channels({ only: [...SERVERS, ...REQUESTS].map(nameOf) }), name: 'http' };
}

/**
 * Listens to what libraries publish on Node's diagnostics channels, in whatever order they are loaded, bundled or not: database
 * operations become operations of the running call, requests that come in become calls, and requests that go out, and those
 * to language models, become spans.
 * @throws Error for an unknown family, and for other options
 */
export function channels(options: ChannelsOptions = {}): Integration {
  checkOptions(options, OPTIONS, 'channels()');
  const only = checkedFamilies(options.only ?? channelFamilies, 'channels({ only })');
  const except = checkedFamilies(options.except ?? [], 'channels({ except })');
  const queryText = checkedFlag(options.queryText ?? false, 'channels({ queryText })');
  const models = modelSettings(options.models ?? {}, 'channels({ models })');
  const families = FAMILIES.filter(({ name }) => only.includes(name) && !except.includes(name));
  return {
    name: 'channels',
    start(host: IntegrationHost) {
      const subscribed: Subscriptions[] = [];
      const tellNoMore = tellOfSubscribers();
      const end = (): void => {
        tellNoMore();
        for (const one of subscribed.splice(0)) one.end();
      };
      try {
        for (const family of families) {
          const to = new Subscriptions(family.name);
          subscribed.push(to);
          family.subscribe(to, { queryText, models }, host);
        }
      } catch (cause) {
        end();
        throw cause;
      }
      return end;
    },
  };
}

function checkedFamilies(given: readonly FamilyName[], what: string): readonly string[] {
  const names = checkedArray(given, what, 'write ["mysql2"], for one') as readonly FamilyName[];
  return names.map((name) => checkedOneOf(name, channelFamilies, what));
}

function nameOf({ name }: { readonly name: FamilyName }): FamilyName {
  return name;
}
