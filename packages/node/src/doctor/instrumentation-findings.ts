import { listed } from '@portcall/core/internal';
import type { Finding } from '@portcall/doctor';
import { tracedSystems } from '@portcall/trace/internal';
import { modulesOf, type PatchedModule } from '../start/instrumentations/instrumentation.js';
import { isWithoutEffect, loadedPackages } from '../start/instrumentations/late-instrumentations.js';
import { type Registration, severityOfSilence } from './registration.js';

/** Instrumentations of OpenTelemetry's and traced clients of ours that have nothing to show. */
export function instrumentationFindings(registration: Registration): readonly Finding[] {
  const silent = registration.instrumentations
    .filter(isWithoutEffect)
    .map((one) => silentInstrumentation(registration.nameOf(one), modulesOf(one), registration));
  return [...silent, ...silentClients(registration)];
}

function silentInstrumentation(name: string, modules: readonly PatchedModule[], registration: Registration): Finding {
  const names = modules.map((module) => module.name);
  const early = names.filter(loadedPackages());
  const what = `the instrumentation ${name} has changed nothing: it waits for ${listed([...new Set(names)])}`;
  if (early.length > 0) {
    return {
      id: 'instrumentation.too_late',
      severity: 'loss',
      what,
      cause: `${listed([...new Set(early)])} was loaded before registerInstrumentation() was called`,
      fix: 'register first: node --import ./telemetry.mjs app.mjs, or node --import @portcall/node/register app.mjs',
    };
  }
  return {
    id: 'instrumentation.never_fired',
    severity: severityOfSilence(registration),
    what,
    cause:
      'none of them was loaded since, or only by an import that Node had begun before registerInstrumentation() was called',
    fix: 'leave it out where the application does not use it; else register first: node --import ./telemetry.mjs app.mjs',
  };
}

function silentClients(registration: Registration): readonly Finding[] {
  const { traces } = registration;
  const seen = new Set(traces.recent().flatMap(({ ops }) => ops.map(({ system }) => system)));
  const silent = [...tracedSystems()].filter((system) => !seen.has(system));
  if (silent.length === 0) return [];
  return [
    {
      id: 'client.never_fired',
      severity: severityOfSilence(registration),
      what: `none of the newest ${traces.length} calls has an operation of ${listed(silent)}, though a client of it is traced`,
      cause: 'its queries run outside of traced functions, or by another client than the traced one',
      fix: 'wrap the functions that use it with traced(), and let them use the client that the integration gives',
    },
  ];
}
