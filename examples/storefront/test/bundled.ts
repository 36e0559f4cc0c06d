import { join } from 'node:path';
import { injectionPlugin } from '@portcall/integrations/injected';
import { build } from 'esbuild';

/** Makes one file of the shop. */
export async function bundled(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(__dirname, '../dist/main.mjs')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['pg-native', 'redis', '@valkey/valkey-glide'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [injectionPlugin()],
    logLevel: 'error',
  });
}
