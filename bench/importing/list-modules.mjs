// Given to --import: writes every module that this process loads to the file MODULE_LIST, one per line.
import { appendFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';

const hooks = `
  import { appendFileSync } from 'node:fs';
  export async function load(url, context, next) {
    if (url.startsWith('file:')) appendFileSync(process.env.MODULE_LIST, new URL(url).pathname + '\\n');
    return next(url, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

// CommonJS modules that others require do not pass the hooks.
const { cache } = createRequire(import.meta.url);
process.on('exit', () => appendFileSync(process.env.MODULE_LIST, Object.keys(cache).join('\n')));
