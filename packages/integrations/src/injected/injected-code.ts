import { readFileSync } from 'node:fs';
import { requireAt, shown } from '@portcall/core/internal';
import { chosenLibraries } from './chosen-libraries.js';
import { chosenInstrumentations } from './instrumentations.js';
import { examine, installedFile } from './loaded-file.js';

export type Unable = (library: string, why: string) => void;

/** How a file is loaded: by `import`, or by `require()`. */
export type ModuleFormat = 'esm' | 'cjs';

/** What parses JavaScript and writes it anew. */
interface Tool {
  create(instrumentations: readonly object[]): {
    getTransformer(
      library: string,
      version: string,
      path: string,
    ): { transform(code: string, format: ModuleFormat): { readonly code: string } } | undefined;
  };
}

/** Gives the code of a file with what is injected into it; as it is, where that cannot be done, which is said. */
export type CodeOf = (file: string, format: ModuleFormat) => string;

/**
 * For whoever reads files himself. The tool is loaded with the first file that needs it.
 * @param near requires what this package has
 */
export function injectedCode(near: NodeJS.Require, unable: Unable): CodeOf {
  let tool: ReturnType<Tool['create']> | undefined;
  return (file, format) => {
    const code = readFileSync(file, 'utf8');
    const installed = installedFile(file);
    if (installed?.version === undefined) return code;
    examine(file, unable);
    const { library, version, path } = installed;
    try {
      tool ??= toolNear(near).create(chosenInstrumentations());
      return tool.getTransformer(library, version, path)?.transform(code, format).code ?? code;
    } catch (cause) {
      unable(library, cause instanceof Error ? cause.message : shown(cause));
      return code;
    }
  };
}

/** The one that the hooks of this package have. */
function toolNear(near: NodeJS.Require): Tool {
  return requireAt(near.resolve('@apm-js-collab/tracing-hooks'))('@apm-js-collab/code-transformer') as Tool;
}

/** Fits the paths of all files that something is injected into, and that are loaded in one format or in any. */
export function injectedFiles(format?: ModuleFormat): RegExp {
  const paths = chosenLibraries().flatMap(({ name, places }) =>
    places
      .flatMap(({ files }) => files.filter((file) => format === undefined || formatOf(files, file) === format))
      .map((file) => `${name}/${file}`),
  );
  const pattern = paths.map((path) => path.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]')).join('|');
  return new RegExp(`[\\\\/]node_modules[\\\\/](${pattern})$`);
}

/** In which format a package has a file of its own. */
export function formatIn(file: string): ModuleFormat {
  return injectedFiles('esm').test(file) ? 'esm' : 'cjs';
}

function formatOf(files: readonly string[], file: string): ModuleFormat {
  return files.indexOf(file) % 2 === 1 ? 'esm' : 'cjs';
}
