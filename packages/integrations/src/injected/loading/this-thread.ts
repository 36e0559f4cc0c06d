import type { LoadFnOutput, ResolveFnOutput } from 'node:module';
import { builtin } from '@portcall/core/internal';
import { chosenInstrumentations } from '../instrumentations.js';
import { examine, isInjected } from '../loaded-file.js';

type Resolve = (
  specifier: string,
  context: object,
  next: (specifier: string, context: object) => ResolveFnOutput,
) => ResolveFnOutput;
type Load = (url: string, context: object, next: (url: string, context: object) => LoadFnOutput) => LoadFnOutput;

/** Hooks that Node calls in the thread that loads, for all that is required or imported. */
export type RegisterHooks = (hooks: { readonly resolve: Resolve; readonly load: Load }) => unknown;

interface Tool {
  initialize(data: object): void;
  readonly resolve: Resolve;
  readonly load: Load;
}

/** Since when they see all of it, by the major version of Node.js. */
const STABLE: Readonly<Record<number, number>> = { 24: 13, 25: 1 };
const STABLE_FROM = 26;

/** Undefined where Node has none yet, or none that can be relied on. */
export function hooksOfThisThread(): RegisterHooks | undefined {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isStable = major >= STABLE_FROM || minor >= (STABLE[major] ?? Number.POSITIVE_INFINITY);
  const { registerHooks } = builtin('node:module') as { readonly registerHooks?: RegisterHooks };
  return isStable ? registerHooks : undefined;
}

/** Injects into all that is loaded in this thread. The tool is loaded with the first file that needs it. */
export function injectIntoLoaded(
  registerHooks: RegisterHooks,
  tool: () => unknown,
  unable: (library: string, why: string) => void,
): void {
  let hooks: Tool | undefined;
  const hooked = (): Tool => {
    if (hooks !== undefined) return hooks;
    const loaded = tool() as Tool;
    loaded.initialize({ instrumentations: chosenInstrumentations() });
    hooks = loaded;
    return loaded;
  };
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      if (!isInjected(resolved.url)) return resolved;
      examine(resolved.url, unable);
      return hooked().resolve(specifier, context, () => resolved);
    },
    load: (url, context, next) => (hooks === undefined ? next(url, context) : hooks.load(url, context, next)),
  });
}
