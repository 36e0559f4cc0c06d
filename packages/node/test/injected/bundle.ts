import { join } from 'node:path';
import codeTransformer from '@apm-js-collab/code-transformer-bundler-plugins/esbuild';
import { instrumentations } from '@portcall/integrations/injected';
import { build } from 'esbuild';

export const BUNDLE_FORMATS = ['cjs', 'esm'] as const;
export type BundleFormat = (typeof BUNDLE_FORMATS)[number];

/** What packages of one format ask for in a bundle of the other one. */
const FORMATS = {
  cjs: {
    define: { 'import.meta.url': 'ownUrl' },
    banner: { js: `const ownUrl = require('node:url').pathToFileURL(__filename).href;` },
  },
  esm: {
    banner: {
      js: `import * as ownModule from 'node:module'; import * as ownPath from 'node:path';
        const require = ownModule.createRequire(import.meta.url), __filename = import.meta.filename, __dirname = ownPath.dirname(__filename);`,
    },
  },
};

interface Bundling {
  readonly folder: string;
  readonly format: BundleFormat;
  readonly external: readonly string[];
}

/** Bundles a program with what is injected. @returns its file */
export async function bundled(contents: string, { folder, format, external }: Bundling): Promise<string> {
  const outfile = join(folder, format === 'esm' ? 'app.mjs' : 'app.cjs');
  await build({
    stdin: { contents, resolveDir: __dirname },
    bundle: true,
    platform: 'node',
    format,
    outfile,
    external: ['@portcall/trace', ...external],
    ...FORMATS[format],
    plugins: [codeTransformer({ instrumentations: instrumentations() })],
    logLevel: 'error',
  });
  return outfile;
}
