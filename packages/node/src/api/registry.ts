import { diag, propagation } from '@opentelemetry/api';

/*
 * The copies of OpenTelemetry's API that a process has loaded share one registry, and a rule in each: who registers must be of
 * the registry's very version, and who looks something up must not be of a newer minor one. Without what stands here a copy that
 * is newer than ours would record nothing, and one that was there before ours would let us register nothing; neither says so.
 */

interface Registry {
  readonly version: string;
}

const KEY = Symbol.for('opentelemetry.js.api.1');
const registries = globalThis as unknown as Record<symbol, Registry | undefined>;

let own: string | undefined;

/** The version of our copy, which it tells to a registry alone. */
export function ownApiVersion(): string {
  own ??= versionOfOwn();
  return own;
}

function versionOfOwn(): string {
  const before = registries[KEY];
  registries[KEY] = undefined;
  propagation.setGlobalPropagator({ inject() {}, extract: (context) => context, fields: () => [] });
  const { version } = registries[KEY] as unknown as Registry;
  registries[KEY] = before;
  return version;
}

/**
 * Registers, whatever version was there first, and lets every version look it up that can.
 * @param versions of the copies that are known
 */
export function registerForAll<T>(versions: readonly string[], register: () => T): T {
  const before = registries[KEY]?.version;
  setVersion(ownApiVersion());
  const registered = register();
  setVersion(newestOf([ownApiVersion(), before ?? ownApiVersion(), ...versions]));
  return registered;
}

/** Lets further versions look up what is registered. */
export function admit(versions: readonly string[]): void {
  const now = registries[KEY]?.version;
  if (now !== undefined) setVersion(newestOf([now, ...versions]));
}

/** Once ours is taken out: whoever has our copy can register again. */
export function giveBack(): void {
  setVersion(ownApiVersion());
  const registry = registries[KEY];
  if (registry !== undefined && Object.keys(registry).length === 1) registries[KEY] = undefined;
}

/** From 1.10 on a registry's version cannot be changed, but the registry can. */
function setVersion(version: string): void {
  const registry = registries[KEY];
  if (registry !== undefined && registry.version !== version) registries[KEY] = { ...registry, version };
  letLoggersIn(version);
}

const { setLogger } = diag;

/** The one thing that an application may register with our copy after us; it could not while the registry is of another version. */
function letLoggersIn(version: string): void {
  const set = (...given: Parameters<typeof setLogger>): boolean => registerForAll([], () => setLogger(...given));
  diag.setLogger = version === ownApiVersion() ? setLogger : (set as typeof setLogger);
}

/** Whether what is registered here can be looked up by a copy of that version, if need be by way of `admit()`. */
export function isAdmissible(version: string): boolean {
  return /^1\.\d+\.\d+$/.test(version);
}

function newestOf(versions: readonly string[]): string {
  const [first = ownApiVersion(), ...others] = versions.filter(isAdmissible);
  return others.reduce((newest, version) => (minorOf(version) > minorOf(newest) ? version : newest), first);
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
