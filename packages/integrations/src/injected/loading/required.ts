import { builtin } from '@portcall/core/internal';
import { chosenInstrumentations } from '../instrumentations.js';
import { examine, isInjected } from '../loaded-file.js';

/** Node's own name for what runs a file that is required. */
interface Compiling {
  prototype: { _compile: (this: unknown, code: string, file: string, ...more: unknown[]) => unknown };
}

/** Replaces `_compile` by one that injects what it was made for. */
type Patch = new (options: { readonly instrumentations: readonly object[] }) => { patch(): void };

/** Injects into what is required. The tool is loaded with the first file that needs it. */
export function injectIntoRequired(tool: () => unknown, unable: (library: string, why: string) => void): void {
  const { prototype } = builtin('node:module') as unknown as Compiling;
  const compile = prototype._compile;
  let isPatched = false;
  prototype._compile = function (code, file, ...more) {
    if (!isInjected(file)) return compile.call(this, code, file, ...more);
    examine(file, unable);
    if (isPatched) return compile.call(this, code, file, ...more);
    isPatched = true;
    const Tool = tool() as Patch;
    new Tool({ instrumentations: chosenInstrumentations() }).patch();
    // Now by the tool, and from there to here again.
    return prototype._compile.call(this, code, file, ...more);
  };
}
