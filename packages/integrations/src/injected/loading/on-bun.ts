import { builtin } from '@portcall/core/internal';
import { type CodeOf, injectedFiles } from '../injected-code.js';
import { isInjected } from '../loaded-file.js';

/** What Bun has for files that are imported. */
export interface BunPlugins {
  plugin(plugin: {
    readonly name: string;
    setup(build: {
      onLoad(
        where: { readonly filter: RegExp },
        load: (file: { readonly path: string }) => { readonly contents: string; readonly loader: 'js' },
      ): void;
    }): void;
  }): void;
}

interface Required {
  _compile(code: string, file: string): void;
}

type Extensions = Record<string, (module: Required, file: string) => void>;

/** Undefined where this is not Bun. */
export function bunPlugins(): BunPlugins | undefined {
  const { Bun: bun } = globalThis as { readonly Bun?: Partial<BunPlugins> };
  return typeof bun?.plugin === 'function' ? (bun as BunPlugins) : undefined;
}

/**
 * Injects into all that Bun loads. It has none of Node's hooks: what is imported passes its plugins, which take nothing for
 * CommonJS, and what is required the oldest hook there is.
 */
export function injectOnBun(bun: BunPlugins, codeOf: CodeOf): void {
  bun.plugin({
    name: 'portcall',
    setup(build) {
      build.onLoad({ filter: injectedFiles('esm') }, ({ path }) => ({ contents: codeOf(path, 'esm'), loader: 'js' }));
    },
  });
  const { _extensions: extensions } = builtin('node:module') as unknown as { readonly _extensions: Extensions };
  for (const ending of ['.js', '.cjs']) {
    const load = extensions[ending] ?? extensions['.js']!;
    extensions[ending] = (module, file) => {
      if (isInjected(file)) module._compile(codeOf(file, 'cjs'), file);
      else load(module, file);
    };
  }
}
