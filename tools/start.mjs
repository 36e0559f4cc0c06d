import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, install, root } from './prepare.mjs';

// Runs an example: the one its first argument names, else the chat service. It runs in this very process, so that signals,
// arguments and its exit code are its own.
const [, , first = ''] = process.argv;
const named = /^\w/.test(first);
const example = named ? first : 'chat-service';
const program = join(root, 'examples', example, 'dist/main.mjs');

if (!existsSync(join(root, 'examples', example))) {
  console.error(`There is no example ${example}; see the folder examples.`);
  process.exit(1);
}
try {
  install();
  build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
process.argv.splice(1, named ? 2 : 1, program);
await import(pathToFileURL(program));
