import { pathToFileURL } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { report } from '@portcall/core';
import { builtin, isHooksThread, processWide, requireAt, shown } from '@portcall/core/internal';
import { type InjectionPlugin, pluginTelling } from './bundler-plugin.js';
import { chooseLibraries } from './chosen-libraries.js';
import { injectedCode } from './injected-code.js';
import type { Injected, InjectionHookData } from './injection-hook.js';
import { LIBRARIES } from './libraries.js';
import type { InjectedLibrary } from './library.js';
import { bunPlugins, injectOnBun } from './loading/on-bun.js';
import { injectIntoRequired } from './loading/required.js';
import { hooksOfThisThread, injectIntoLoaded } from './loading/this-thread.js';
import { ownPlace } from './own-place.js';

export type { InjectionPlugin, PluginBuild } from './bundler-plugin.js';
export { type Instrumentation, instrumentations } from './instrumentations.js';

const TOOL = '@apm-js-collab/tracing-hooks';

const injection = processWide('integrations.injection', () => ({ isOn: false }));

/**
 * Lets libraries that publish nothing say what they make, from now on, in what is imported and in what is required. Call it
 * before the application is loaded; `channels()` hears it. Once per thread.
 *
 * A package whose version is not known stays as it is, and is reported by name.
 * @param families that are listened to, as `channels({ only })` names them. @default all
 */
export function injectChannels(families: readonly string[] = LIBRARIES.map(familyOf)): void {
  if (injection.isOn) return;
  injection.isOn = true;
  chooseLibraries(families);
  try {
    const near = requireAt(ownPlace());
    const bun = bunPlugins();
    if (bun !== undefined) {
      injectOnBun(bun, injectedCode(near, unable));
      return;
    }
    const hooks = hooksOfThisThread();
    const { setDiagnosticsHook } = near(`${TOOL}/lib/diagnostics.js`) as Diagnostics;
    setDiagnosticsHook(heard);
    if (hooks !== undefined) {
      injectIntoLoaded(hooks, () => near(`${TOOL}/hook-sync.mjs`), unable);
      return;
    }
    injectIntoRequired(() => near(TOOL), unable);
    if (!isHooksThread()) injectIntoImported(near, families);
  } catch (cause) {
    report({
      key: 'register.injection',
      message: `injection: libraries cannot be told to publish what they do (${shown(cause)}); wrap their clients, with tracedPg() for one`,
    });
  }
}

/**
 * A plugin for esbuild, and for Bun's bundler: libraries that publish nothing say in the bundle what they make. It is what
 * `@portcall/node/register` does with files that are loaded, of which a bundle has none. A package whose version is not known stays
 * as it is, and is reported by name.
 *
 * ```js
 * import { injectionPlugin } from '@portcall/integrations/injected';
 * await build({ entryPoints: ['app.mjs'], bundle: true, platform: 'node', outfile: 'dist/app.cjs', plugins: [injectionPlugin()] });
 * ```
 */
export function injectionPlugin(): InjectionPlugin {
  return pluginTelling(unable);
}

interface Diagnostics {
  readonly setDiagnosticsHook: (hook: (injected: Injected) => void) => void;
}

/** Where Node has a thread for hooks: one for each thread that has any. */
function injectIntoImported(near: NodeJS.Require, families: readonly string[]): void {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', heard);
  port1.unref();
  const hook = pathToFileURL(near.resolve(`${TOOL}/hook.mjs`)).href;
  const data: InjectionHookData = { hook, families, port: port2 };
  builtin('node:module').register(new URL('injection-hook.mjs', ownPlace()), { data, transferList: [port2] });
}

function familyOf({ name, family = name }: InjectedLibrary): string {
  return family;
}

function heard({ moduleName, error }: Injected): void {
  if (error !== undefined) unable(moduleName, error instanceof Error ? error.message : shown(error));
}

function unable(library: string, why: string): void {
  report({
    key: 'register.injection',
    about: library,
    message: `${library}: what it does is not seen without a line in the app (${why}); everything else goes on; wrap its clients where there is a wrapper for them`,
  });
}
