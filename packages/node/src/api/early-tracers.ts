import type { TracerProvider } from '@opentelemetry/api';
import { requireAt, requiredFiles } from '@portcall/core/internal';
import { ownPlace } from '../sdk/own-place.js';

/** Where a copy of the API keeps the provider of tracers that were taken before there was one. */
interface ProxyProvider {
  setDelegate(provider: TracerProvider | undefined): void;
  getDelegate(): TracerProvider;
  /** Undefined where there is no provider yet. */
  getDelegateTracer(name: string): unknown;
}

// As the API is built until 1.9, and since 1.10.
const COPY = /[\\/]@opentelemetry[\\/]api[\\/](build[\\/]src[\\/]index\.js|dist[\\/]index\.cjs)$/;

/**
 * Lets tracers record that were taken from other copies of the API before anything was registered: whoever has one asks its own
 * copy, which knows nothing of a registration by ours. For copies that require() has loaded, or an import of what is CommonJS.
 * @returns takes it back
 */
export function serveEarlyTracers(provider: TracerProvider): () => void {
  const served = proxies().filter((proxy) => proxy.getDelegateTracer('') === undefined);
  for (const proxy of served) proxy.setDelegate(provider);
  return () => {
    for (const proxy of served) if (proxy.getDelegate() === provider) proxy.setDelegate(undefined);
  };
}

function proxies(): readonly ProxyProvider[] {
  const copies = requiredFiles(ownPlace()).filter((path) => COPY.test(path));
  return copies.flatMap((path) => {
    const { trace } = (requireAt(ownPlace()).cache[path]?.exports ?? {}) as {
      readonly trace?: { readonly _proxyTracerProvider?: unknown };
    };
    const proxy = trace?._proxyTracerProvider;
    return isProxy(proxy) ? [proxy] : [];
  });
}

const METHODS = ['setDelegate', 'getDelegate', 'getDelegateTracer'] as const;

/** It is private to the API, and may be another thing in one to come. */
function isProxy(proxy: unknown): proxy is ProxyProvider {
  return METHODS.every((method) => typeof (proxy as Partial<ProxyProvider> | undefined)?.[method] === 'function');
}
