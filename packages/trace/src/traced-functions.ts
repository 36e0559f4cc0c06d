import { checkOptions } from '@portcall/core/internal';
import type { FnType } from './record/fn-trace.js';
import { type Traceable, type TracedOptions, traced } from './traced.js';

/** A function that `tracedFunctions()` will name. */
export interface Untitled<F extends Traceable> {
  readonly fn: F;
  readonly options: TracedOptions<F>;
}

/** `Untitled` without a word of the function: what is said here would be taken for the type of one written in place. */
type UntitledOfSomeKind = { readonly [K in keyof Untitled<Traceable>]: unknown };

type Options<F extends Traceable> = Omit<TracedOptions<F>, 'type'>;

/** Reads and changes nothing. */
export function query<F extends Traceable>(fn: F, options: Options<F> = {}): Untitled<F> {
  return untitled('query', fn, options);
}

/** Changes what is stored, in one transaction. */
export function mutation<F extends Traceable>(fn: F, options: Options<F> = {}): Untitled<F> {
  return untitled('mutation', fn, options);
}

/** Reaches outside, and may call queries and mutations. */
export function action<F extends Traceable>(fn: F, options: Options<F> = {}): Untitled<F> {
  return untitled('action', fn, options);
}

/**
 * A whole module of traced functions, each named by its key: `tracedFunctions({ placeBid: mutation(async (bid) => …) })`.
 * @throws Error for what is not a function; `query()` and its kin for unknown options
 */
export function tracedFunctions<M extends Readonly<Record<string, UntitledOfSomeKind>>>(
  functions: M,
): { readonly [K in keyof M]: M[K]['fn'] } {
  const untitledOnes = Object.entries(functions as Readonly<Record<string, Untitled<Traceable>>>);
  const named = untitledOnes.map(([name, { fn, options }]) => [name, traced(name, options, fn)]);
  return Object.freeze(Object.fromEntries(named) as { readonly [K in keyof M]: M[K]['fn'] });
}

function untitled<F extends Traceable>(type: FnType, fn: F, options: Options<F>): Untitled<F> {
  checkOptions<Options<F>>(options, { identify: true, isRollback: true, keepValue: true, budget: true }, `${type}()`);
  return { fn, options: { ...options, type } };
}
