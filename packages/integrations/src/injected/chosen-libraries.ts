import { LIBRARIES } from './libraries.js';
import type { InjectedLibrary } from './library.js';

let chosen: readonly InjectedLibrary[] = LIBRARIES;

/** Those that are injected in this thread: all, until some are chosen. */
export function chosenLibraries(): readonly InjectedLibrary[] {
  return chosen;
}

/** Chooses those whose families somebody listens to, by the names that `channels({ only })` has. */
export function chooseLibraries(families: readonly string[]): void {
  chosen = LIBRARIES.filter(({ name, family = name }) => families.includes(family));
}
