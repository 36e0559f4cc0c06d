import { processWide, safely } from '@portcall/core/internal';

type Listener = () => void;

interface Listeners {
  /** Not held: a backend that nobody has any more is collected, and its listener with it. */
  readonly all: Set<WeakRef<Listener>>;
  /** Held, because something was recorded that only they can hand over. */
  readonly owing: Set<Listener>;
  looking: NodeJS.Timeout | undefined;
}

const listeners = processWide<Listeners>('otel.provider-listeners', () => ({
  all: new Set(),
  owing: new Set(),
  looking: undefined,
}));

// By themselves: a test environment that empties its globals at its end must not break what runs after it.
const { all, owing } = listeners;
const forgotten = new FinalizationRegistry<WeakRef<Listener>>((reference) => all.delete(reference));

const LOOK_EVERY_MS = 250;

/** Calls `listener` whenever there is another meter provider, for as long as somebody else holds it or it is `owing`. */
export function addProviderListener(listener: Listener): void {
  const reference = new WeakRef(listener);
  all.add(reference);
  forgotten.register(listener, reference);
}

/** Holds a listener until there is a provider. Cheap: it is called with every recording until then. */
export function holdProviderListener(listener: Listener): void {
  owing.add(listener);
}

/** Looks every quarter of a second until there is a provider: one registered by somebody else announces itself to nobody. */
export function lookForProvider(isThere: () => boolean): void {
  if (listeners.looking !== undefined) return;
  listeners.looking = setInterval(() => {
    if (isThere()) tellProviderListeners(true);
    else if (all.size === 0) stopLooking();
  }, LOOK_EVERY_MS);
  listeners.looking.unref();
}

/** @param isThere whether there is a provider now: what was kept for it has then been handed over */
export function tellProviderListeners(isThere: boolean): void {
  for (const reference of [...all]) {
    const listener = reference.deref();
    if (listener !== undefined) safely('record.provider', 'a listener for the meter provider', listener);
  }
  if (!isThere) return;
  owing.clear();
  stopLooking();
}

function stopLooking(): void {
  clearInterval(listeners.looking);
  listeners.looking = undefined;
}

/** How many are listening; for tests. */
export function providerListenerCount(): number {
  return all.size;
}
