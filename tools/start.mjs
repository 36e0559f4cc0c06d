import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, install, root } from './prepare.mjs';

// The example runs in this very process, so that signals, arguments and its exit code are its own.
const program = join(root, 'examples/chat-service/dist/main.mjs');

try {
  install();
  build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
process.argv[1] = program;
await import(pathToFileURL(program));
