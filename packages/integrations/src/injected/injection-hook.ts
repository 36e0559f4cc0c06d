import type { LoadHook, ResolveFnOutput, ResolveHook } from 'node:module';
import type { MessagePort } from 'node:worker_threads';
import { chooseLibraries } from './chosen-libraries.js';
import { chosenInstrumentations } from './instrumentations.js';
import { examine, isInjected } from './loaded-file.js';

/*
 * Runs in the thread in which older versions of Node.js load ES modules. CommonJS is left to whoever has registered this. What
 * parses and writes JavaScript is loaded with the first file that needs it.
 */

export interface InjectionHookData {
  /** Where the hook of @apm-js-collab/tracing-hooks is, as a URL. */
  readonly hook: string;
  /** Those that somebody listens to. */
  readonly families: readonly string[];
  /** Is told what came of each file: `Injected`. */
  readonly port: MessagePort;
}

/** What came of a file, as @apm-js-collab/tracing-hooks says it. */
export interface Injected {
  readonly moduleName: string;
  readonly error?: unknown;
}

interface Hook {
  initialize(data: object): Promise<void>;
  readonly resolve: ResolveHook;
  readonly load: LoadHook;
}

let data: InjectionHookData;
let hook: Hook | undefined;

export function initialize(given: InjectionHookData): void {
  data = given;
  chooseLibraries(given.families);
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  const resolved = await next(specifier, context);
  if (!isInjected(resolved.url)) return resolved;
  examine(resolved.url, (moduleName, why) => {
    data.port.postMessage({ moduleName, error: new Error(why) } satisfies Injected);
  });
  return (await hooked()).resolve(specifier, context, (): ResolveFnOutput => resolved);
};

export const load: LoadHook = (url, context, next) =>
  hook === undefined ? next(url, context) : hook.load(url, context, next);

async function hooked(): Promise<Hook> {
  if (hook !== undefined) return hook;
  const loaded = (await import(data.hook)) as Hook;
  await loaded.initialize({ instrumentations: chosenInstrumentations(), diagnosticsPort: data.port });
  hook = loaded;
  return loaded;
}
