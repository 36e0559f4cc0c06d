import { report } from '@portcall/core';
import { shown } from '@portcall/core/internal';

/** Says that a part of the resource is missing. */
export function reportUndetected(what: string, cause: unknown): void {
  report({
    key: 'register.detector',
    about: what,
    message: `resource: ${what} could not be detected (${shown(cause)}); telemetry goes without; remove the cause, or leave that detector out`,
  });
}
