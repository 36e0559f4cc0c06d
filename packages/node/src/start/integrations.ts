import { checkedArray, safely, shown } from '@portcall/core/internal';
import type { Integration, IntegrationHost } from '@portcall/integrations/channels';

/** What is switched on beside OpenTelemetry's instrumentations. */
export interface IntegrationOptions {
  /** What sees, without a line in the app, what that does: `[channels()]`. @default none */
  readonly integrations?: readonly Integration[];
}

/** @throws Error naming what is not an integration */
export function integrationsFrom({ integrations = [] }: IntegrationOptions): readonly Integration[] {
  return checkedArray(integrations, 'integrations', 'write [channels()], for one').map(checkedIntegration);
}

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
