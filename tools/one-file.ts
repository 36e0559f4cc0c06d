import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'rolldown';

/*
 * Node opens, reads and resolves every module by itself, which costs more than what is in it. So what siblings import of a
 * package is one file, `internal`, that holds all of it; `index` names what is public of it. Whichever entry is imported, there
 * is one copy of everything.
 */

/** The entry of which `oneFile()` makes the whole package. */
export const WHOLE = 'portcall:whole';

/** Gives `internal` everything, and writes the `index` that names what is public of it. */
export function oneFile(room: string): Plugin {
  const index = join(room, 'src/index.ts');
  return {
    name: 'one-file',
    resolveId: (id) => (id === WHOLE ? join(room, 'src/whole.ts') : undefined),
    load: (id) =>
      id === join(room, 'src/whole.ts') ? `export * from './index.ts';\nexport * from './internal.ts';\n` : undefined,
    generateBundle({ format }) {
      const names = [...(this.getModuleInfo(index)?.exports ?? [])].sort();
      const isEsm = format === 'es';
      this.emitFile({
        type: 'asset',
        fileName: isEsm ? 'index.mjs' : 'index.cjs',
        source: isEsm ? `export { ${names.join(', ')} } from './internal.mjs';\n` : commonJs(names),
      });
    },
  };
}

/** Written so that Node finds the names without running it. */
function commonJs(names: readonly string[]): string {
  const lines = names.map((name) => `exports.${name} = internal.${name};`);
  return ["'use strict';", "const internal = require('./internal.cjs');", ...lines, ''].join('\n');
}

/** Imports siblings by their `internal`, where they have one; types stay as they are written. */
export function siblingsAtOnce(root: string): Plugin {
  return {
    name: 'siblings-at-once',
    resolveId: {
      order: 'pre',
      filter: { id: /^@portcall\/[a-z-]+$/ },
      handler(id, importer) {
        if (importer === undefined || /\.d\.[cm]?ts$/.test(importer)) return undefined;
        return hasInternal(join(root, 'packages', id.slice('@portcall/'.length)))
          ? { id: `${id}/internal`, external: true }
          : undefined;
      },
    },
  };
}

/** Leaves the types of a build alone: for CommonJS they come with the code. */
export function typesOnly(): Plugin {
  return {
    name: 'types-only',
    generateBundle(_, bundle) {
      for (const file of Object.keys(bundle)) if (!/\.d\.[cm]ts$/.test(file)) delete bundle[file];
    },
  };
}

export function hasInternal(room: string): boolean {
  const { exports } = JSON.parse(readFileSync(join(room, 'package.json'), 'utf8')) as { readonly exports?: object };
  return Object.hasOwn(exports ?? {}, './internal');
}
