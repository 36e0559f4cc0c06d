import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { report } from '@portcall/core';
import { builtin, isHooksThread, requireAt, shown } from '@portcall/core/internal';
import type { LoaderHookOptions } from '../../loader-hook.js';
import { patternsOf } from '../../loader-patterns.js';
import { ownPlace } from '../../sdk/own-place.js';

const HOOK = '@opentelemetry/instrumentation/hook.mjs';

let isHooked = false;

/**
 * Shows to instrumentations what is imported from now on; what is required they see themselves. Once per thread: each
 * has a loader of its own.
 * @param packages of the instrumentations, which have the hook beside them
 * @param modules that they wait for; undefined for all there are
 */
export function hookImports(packages: readonly string[], modules: readonly string[] | undefined): void {
  const hook = hookOf(packages);
  if (isHooked || hook === undefined || isHooksThread()) return;
  isHooked = true;
  try {
    if (hookInThread(hook, modules)) return;
    const options: LoaderHookOptions = { hook: pathToFileURL(hook).href, include: modules };
    builtin('node:module').register(new URL('loader-hook.mjs', ownPlace()), { data: options });
  } catch (cause) {
    report({
      key: 'register.loader',
      message: `instrumentations: they cannot be shown what is imported (${shown(cause)}); what is required they see; start with --import ${HOOK}`,
    });
  }
}

// From here on Node warns of hooks in a thread of their own.
const NODE_WITHOUT_THREAD = 26;

/** Hooks of the thread itself, where Node has them alone; false where OpenTelemetry's hook does not know them yet. */
function hookInThread(hook: string, modules: readonly string[] | undefined): boolean {
  if (Number.parseInt(process.versions.node, 10) < NODE_WITHOUT_THREAD) return false;
  const near = requireAt(hook);
  const path = resolved(near, 'import-in-the-middle/register-hooks.mjs');
  if (path === undefined) return false;
  const hooks = near(path) as { register(options?: { readonly include: readonly (string | RegExp)[] }): void };
  if (modules === undefined) hooks.register();
  else hooks.register({ include: modules.flatMap(patternsOf) });
  return true;
}

/** Whether the application itself has instrumentations among its dependencies. */
export function hasInstrumentations(): boolean {
  try {
    const { dependencies } = JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as {
      readonly dependencies?: object;
    };
    return Object.keys(dependencies ?? {}).some((name) => /^@opentelemetry\/(?:auto-)?instrumentation/.test(name));
  } catch {
    return false;
  }
}

/** That copy which the instrumentations use: another one would tell them nothing. */
function hookOf(packages: readonly string[]): string | undefined {
  const application = requireAt(join(process.cwd(), 'package.json'));
  const entries = packages.map((name) => resolved(application, name)).filter((entry) => entry !== undefined);
  const places = [...entries.map((entry) => requireAt(entry)), application, requireAt(ownPlace())];
  return places.map((place) => resolved(place, HOOK)).find((hook) => hook !== undefined);
}

function resolved(from: NodeJS.Require, name: string): string | undefined {
  try {
    return from.resolve(name);
  } catch {
    return undefined;
  }
}
