import { report } from '@portcall/core';
import { environment, shown } from '@portcall/core/internal';

/**
 * The whole number of the first variable that holds one; undefined where none does. One that holds anything else is
 * reported.
 */
export function wholeNumberFrom(variables: readonly string[], least: number): number | undefined {
  for (const variable of variables) {
    const text = environment(variable);
    if (text === undefined) continue;
    const number = Number(text);
    if (Number.isSafeInteger(number) && number >= least) return number;
    report({
      key: 'register.span_limit',
      about: variable,
      message: `${variable}: ${shown(text)} is not a whole number; the default is used; write one from ${least}`,
    });
  }
  return undefined;
}
