import { checkedArray, checkedFlag, safely, shown } from '@portcall/core/internal';
import type { Integration, IntegrationHost } from '@portcall/integrations/channels';
import { lazily } from '../sdk/lazily.js';

/** What is switched on beside OpenTelemetry's instrumentations. */
export interface IntegrationOptions {
  /** What sees, without a line in the app, what that does: `[channels()]`. @default none */
  readonly integrations?: readonly Integration[];
  /**
   * Sees every HTTP request: those that come in are calls, named by their routes, and those that go out spans, with the trace
   * passed on, and both are measured. A part of `channels()`; a bundle has it from there alone. @default false
   */
  readonly http?: boolean;
}

/** @throws Error naming what is not an integration, and for requests that would be seen twice */
export function integrationsFrom({ integrations = [], http = false }: IntegrationOptions): readonly Integration[] {
  const given = checkedArray(integrations, 'integrations', 'write [channels()], for one').map(checkedIntegration);
  if (!checkedFlag(http, 'http')) return given;
  if (given.some(({ name }) => name === 'channels')) {
    throw new Error('http: true is a part of channels(), which is given too; leave http out, and name families there');
  }
  const { httpChannels } = lazily('@portcall/integrations/channels', 'http: true') as Channels;
  return [...given, httpChannels()];
}

type Channels = typeof import('@portcall/integrations/channels');

function checkedIntegration(one: unknown): Integration {
  const { name, start } = (one ?? {}) as { readonly [K in keyof Integration]?: unknown };
  if (typeof name === 'string' && typeof start === 'function') return one as Integration;
  throw new Error(`integrations: ${shown(one)} is not an integration; give one that was made, such as channels()`);
}

/** Starts integrations; one that throws is reported and left out. @returns ends them */
export function startIntegrations(integrations: readonly Integration[], host: IntegrationHost): () => void {
  const ends = integrations.flatMap((one) => {
    const end = safely('register.integration', `the integration ${one.name}`, () => one.start(host));
    return typeof end === 'function' ? [() => safely('register.integration', `the integration ${one.name}`, end)] : [];
  });
  return () => {
    for (const end of ends.splice(0)) end();
  };
}
