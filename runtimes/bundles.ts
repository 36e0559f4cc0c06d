import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Home } from './home.js';

/** How one bundler makes one file of a program. */
export interface Bundler {
  readonly name: string;
  /** Below node_modules of others. */
  readonly program: string;
  readonly ending: 'mjs' | 'cjs';
  /** What it is told on its command line. */
  readonly args: (made: string, entry: string) => readonly string[];
  /** And in a file that its command line names. */
  readonly config?: { readonly file: string; readonly text: (made: string, entry: string, others: string) => string };
}

const ESM_WITH_REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const esbuild = (format: 'esm' | 'cjs'): Bundler => ({
  name: `esbuild to ${format}`,
  program: 'esbuild/bin/esbuild',
  ending: format === 'esm' ? 'mjs' : 'cjs',
  args: (made, entry) => [
    entry,
    '--bundle',
    '--platform=node',
    `--format=${format}`,
    `--outfile=${made}`,
    ...(format === 'esm' ? [`--banner:js=${ESM_WITH_REQUIRE}`] : []),
  ],
});

const rollup = (format: 'es' | 'cjs'): Bundler => ({
  name: `Rollup to ${format}`,
  program: 'rollup/dist/bin/rollup',
  ending: format === 'es' ? 'mjs' : 'cjs',
  args: () => ['--config', 'rollup.config.mjs', '--silent'],
  config: {
    file: 'rollup.config.mjs',
    text: (made, entry, others) => `
      import commonjs from '${others}/@rollup/plugin-commonjs/dist/es/index.js';
      import json from '${others}/@rollup/plugin-json/dist/es/index.js';
      import resolve from '${others}/@rollup/plugin-node-resolve/dist/es/index.js';
      export default {
        input: ${JSON.stringify(entry)},
        plugins: [resolve({ preferBuiltins: true, exportConditions: ['node'] }), commonjs(), json()],
        output: { file: ${JSON.stringify(made)}, format: '${format}', inlineDynamicImports: true },
      };`,
  },
});

const vite: Bundler = {
  name: 'Vite for the server',
  program: 'vite/bin/vite.js',
  ending: 'mjs',
  args: () => ['build', '--config', 'vite.config.mjs', '--logLevel', 'error'],
  config: {
    file: 'vite.config.mjs',
    text: (made, entry) => `
      export default {
        ssr: { noExternal: true, target: 'node' },
        build: {
          ssr: ${JSON.stringify(entry)},
          outDir: ${JSON.stringify(join(made, '..'))},
          emptyOutDir: false,
          rollupOptions: { output: { entryFileNames: ${JSON.stringify(made.slice(made.lastIndexOf('/') + 1))}, inlineDynamicImports: true } },
        },
      };`,
  },
};

const webpack: Bundler = {
  name: 'webpack',
  program: 'webpack/bin/webpack.js',
  ending: 'cjs',
  args: () => [],
  config: {
    file: 'build.cjs',
    text: (made, entry, others) => `
      const webpack = require('${others}/webpack');
      webpack(
        {
          mode: 'production',
          target: 'node20',
          entry: ${JSON.stringify(`./${entry}`)},
          optimization: { splitChunks: false },
          plugins: [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 })],
          output: { path: ${JSON.stringify(join(made, '..'))}, filename: ${JSON.stringify(made.slice(made.lastIndexOf('/') + 1))} },
        },
        (error, stats) => {
          if (error || stats.hasErrors() || stats.hasWarnings()) {
            console.error(error ?? stats.toString({ all: false, errors: true, warnings: true }));
            process.exitCode = 1;
          }
        },
      );`,
  },
};

export const BUNDLERS: readonly Bundler[] = [
  esbuild('esm'),
  esbuild('cjs'),
  rollup('es'),
  rollup('cjs'),
  vite,
  webpack,
];

/** Makes the bundle and moves it where nothing else is. @returns where it lies now */
export async function bundled(home: Home, bundler: Bundler, entry: string): Promise<{ folder: string; file: string }> {
  const { program, ending, args, config } = bundler;
  const others = home.others ?? '';
  const file = `bundle.${ending}`;
  const made = join(home.folder, 'made', file);
  if (config !== undefined) writeFileSync(join(home.folder, config.file), config.text(made, entry, others));
  const script =
    config !== undefined && args(made, entry).length === 0 ? join(home.folder, config.file) : join(others, program);
  const isBinary = program.startsWith('esbuild');
  const [command, first] = isBinary ? [script, []] : [process.execPath, [script]];
  await promisify(execFile)(command, [...first, ...args(made, entry)], { cwd: home.folder });
  return { folder: home.emptied([made]), file };
}
