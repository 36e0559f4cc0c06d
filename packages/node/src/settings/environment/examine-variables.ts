import { report } from '@portcall/core';
import { environment, refuseVariable } from '@portcall/core/internal';
import { isForeign, UNREAD_VARIABLES } from './foreign-variables.js';
import { nearestName } from './nearest-name.js';
import { VARIABLES } from './variables.js';

/**
 * Says of variables that are set what nobody would see otherwise: that nothing reads one, and that a name is misspelt.
 * @throws Error for a misspelt name, where variables are read strictly
 */
export function examineVariables(): void {
  const unread = UNREAD_VARIABLES.filter(({ name }) => !isSwitchedOff(environment(name)));
  for (const why of new Set(unread.map((one) => one.unread as string))) {
    sayUnread(
      unread.filter((one) => one.unread === why).map(({ name }) => name),
      why,
    );
  }
  const known = VARIABLES.map(({ name }) => name);
  for (const name of unknownNames(known)) {
    const nearest = nearestName(name, known);
    if (nearest !== undefined) refuseVariable(name, `there is no such variable; it is not read; write ${nearest}`);
  }
}

/** What is switched off is what is had. */
function isSwitchedOff(value: string | undefined): boolean {
  return value === undefined || ['none', 'false'].includes(value.toLowerCase());
}

function sayUnread(names: readonly string[], why: string): void {
  report({
    key: 'register.variable_unread',
    about: why,
    message: `${names.join(', ')}: not read, as ${why}; everything else goes on; unset it`,
  });
}

function unknownNames(known: readonly string[]): readonly string[] {
  return Object.keys(process.env).filter(
    (name) => /^(?:OTEL|PORTCALL)_/.test(name) && !known.includes(name) && !isForeign(name),
  );
}
