import { safely } from '@portcall/core/internal';

/**
 * What is taken back of a registration, in this order: what records, what delivers, what there is one of in a process,
 * and at last those who are told.
 */
const PHASES = ['recording', 'delivery', 'process', 'observers'] as const;

type Phase = (typeof PHASES)[number];

interface Step {
  readonly what: string;
  readonly undo: () => unknown;
}

/** The one list of steps that a registration ends with, whether it fails half-way or is shut down. */
export class Teardown {
  private readonly steps: Readonly<Record<Phase, Step[]>> = { recording: [], delivery: [], process: [], observers: [] };

  /** @param what is taken back, as a problem with it calls it */
  add(phase: Phase, what: string, undo: () => unknown): void {
    this.steps[phase].push({ what, undo });
  }

  /** Takes back the steps of a phase, the newest first and each once. One that fails costs no other. */
  run(phase: Phase): void {
    for (const { what, undo } of this.steps[phase].splice(0).reverse()) safely('register.teardown', what, undo);
  }

  /** The next registration finds the process as this one has found it. */
  runAll(): void {
    for (const phase of PHASES) this.run(phase);
  }
}
