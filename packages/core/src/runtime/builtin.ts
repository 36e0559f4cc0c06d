interface Builtins {
  readonly 'node:async_hooks': typeof import('node:async_hooks');
  readonly 'node:child_process': typeof import('node:child_process');
  readonly 'node:cluster': typeof import('node:cluster');
  readonly 'node:crypto': typeof import('node:crypto');
  readonly 'node:fs': typeof import('node:fs');
  readonly 'node:http': typeof import('node:http');
  readonly 'node:https': typeof import('node:https');
  readonly 'node:module': typeof import('node:module');
  readonly 'node:net': typeof import('node:net');
  readonly 'node:path': typeof import('node:path');
  readonly 'node:stream': typeof import('node:stream');
  readonly 'node:tls': typeof import('node:tls');
  readonly 'node:util': typeof import('node:util');
  readonly 'node:v8': typeof import('node:v8');
  readonly 'node:worker_threads': typeof import('node:worker_threads');
  readonly 'node:zlib': typeof import('node:zlib');
}

/**
 * One of Node's own modules, loaded when it is first used. Bundlers have nothing to follow here, in any format, and
 * runtimes that have no such modules can load whoever asks.
 * @throws Error where the runtime does not have it
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  const found = builtinOrNone(name);
  if (found === undefined) throw new Error(`${name}: this runtime has no such module; run this part on Node.js`);
  return found;
}

/** As `builtin()`; undefined where the runtime does not have it. */
export function builtinOrNone<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  const { process: own } = globalThis as { readonly process?: Partial<NodeJS.Process> };
  return own?.getBuiltinModule?.(name);
}
