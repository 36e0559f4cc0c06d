// The real programs that tests of this workspace talk to, which are TypeScript there.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const SOURCE = fileURLToPath(new URL('../../packages/real-parts/src/index.ts', import.meta.url));
// Where its own imports are found.
const BUILT = fileURLToPath(new URL('../../node_modules/.cache/portcall-faults/real-parts.cjs', import.meta.url));

let parts;

/** @returns what @portcall/real-parts exports */
export function realParts() {
  if (parts === undefined) {
    buildSync({
      entryPoints: [SOURCE],
      outfile: BUILT,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      packages: 'external',
    });
    parts = createRequire(import.meta.url)(BUILT);
  }
  return parts;
}

/** @returns {boolean} whether this machine has a Collector and a Jaeger */
export function hasEngines() {
  try {
    const { realPart } = realParts();
    return [realPart('collector'), realPart('jaeger')].every((path) => path !== '');
  } catch {
    return false;
  }
}
