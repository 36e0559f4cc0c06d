import type { BackendOptions } from './backend-under-test.js';
import type { Trial } from './trial.js';

/** What the sentences of the backend suite are written with. */
export interface Suite {
  /** A fresh backend, closed after the test. */
  open(options?: BackendOptions): Trial;
  /** For sentences about numbers; left out where nothing can be read. */
  readonly itReads: jest.It;
  /** For sentences about what a guard does; left out where there is none. */
  readonly itGuards: jest.It;
  readonly itReadsAndGuards: jest.It;
  /** For sentences about what can be removed; left out where nothing can be, or nothing is guarded or read. */
  readonly itForgets: jest.It;
  /** For those about a backend that cannot forget; left out where it can, and where nothing is kept. */
  readonly itCannotForget: jest.It;
  /** For sentences about observers; left out where nothing can be observed, or read. */
  readonly itObserves: jest.It;
  /** For one that cannot observe. */
  readonly itObservesNothing: jest.It;
}
