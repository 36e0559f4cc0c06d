import { requireAt } from '@portcall/core/internal';
import { formatIn, injectedCode, injectedFiles, type Unable } from './injected-code.js';
import { ownPlace } from './own-place.js';

/** A plugin as esbuild and Bun's bundler take it. */
export interface InjectionPlugin {
  readonly name: string;
  setup(build: PluginBuild): void;
}

/** What is needed of the build that a plugin is set up for. */
export interface PluginBuild {
  onLoad(
    where: { readonly filter: RegExp },
    load: (file: { readonly path: string }) => { readonly contents: string; readonly loader: 'js' },
  ): unknown;
}

export function pluginTelling(unable: Unable): InjectionPlugin {
  return {
    name: 'portcall',
    setup(build) {
      const codeOf = injectedCode(requireAt(ownPlace()), unable);
      build.onLoad({ filter: injectedFiles() }, ({ path }) => ({
        contents: codeOf(path, formatIn(path)),
        loader: 'js',
      }));
    },
  };
}
