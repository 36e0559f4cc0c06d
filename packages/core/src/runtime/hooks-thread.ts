import { builtinOrNone } from './builtin.js';

/**
 * Whether this is a thread of Node.js itself, in which hooks for loading run: what `--require` names runs there too, and must
 * do nothing. A worker thread of an application has somebody to speak to.
 */
export function isHooksThread(): boolean {
  const threads = builtinOrNone('node:worker_threads');
  return threads !== undefined && !threads.isMainThread && threads.parentPort === null;
}
