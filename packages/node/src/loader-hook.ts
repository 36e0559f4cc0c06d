import type { LoadHook, ResolveHook } from 'node:module';
import { patternsOf } from './loader-patterns.js';

/*
 * Runs where Node loads modules: shows them to instrumentations, by the hook of OpenTelemetry's that is installed beside these. A
 * process has one of it: where the application has registered it already, that one counts.
 */

interface Hook {
  initialize(options: { readonly include: readonly (string | RegExp)[] } | undefined): Promise<void>;
  readonly resolve: ResolveHook;
  readonly load: LoadHook;
}

export interface LoaderHookOptions {
  /** Where OpenTelemetry's hook is, as a URL. */
  readonly hook: string;
  /** The packages that are shown; all where it is undefined. */
  readonly include: readonly string[] | undefined;
}

let hook: Hook | undefined;

export async function initialize({ hook: url, include }: LoaderHookOptions): Promise<void> {
  if ('__import_in_the_middle_initialized__' in globalThis) return;
  const loaded = (await import(url)) as Hook;
  // Its options are changed by it.
  await loaded.initialize(include && { include: include.flatMap(patternsOf) });
  hook = loaded;
}

export const resolve: ResolveHook = (specifier, context, next) =>
  hook === undefined ? next(specifier, context) : hook.resolve(specifier, context, next);

export const load: LoadHook = (url, context, next) =>
  hook === undefined ? next(url, context) : hook.load(url, context, next);
