/**
 * A text of a configuration file with the environment put in: `${NAME}`, `${env:NAME}` and `${NAME:-default}`; `$$` is one
 * dollar sign. What is put in is not looked through again.
 * @returns undefined for a reference that is none, such as `${1A}`
 * @see https://opentelemetry.io/docs/specs/otel/configuration/data-model/#environment-variable-substitution
 */
export function substituted(text: string, variables: Readonly<Record<string, string | undefined>>): string | undefined {
  const wrong: string[] = [];
  const whole = text.replace(/\$\$|\$\{([^}\n]*)\}/g, (found, reference?: string) => {
    if (found === '$$') return '$';
    const [, name, otherwise = ''] = REFERENCE.exec(reference as string) ?? [];
    if (name === undefined) wrong.push(found);
    const value = name === undefined ? undefined : variables[name];
    return value === undefined || value === '' ? otherwise : value;
  });
  return wrong.length === 0 ? whole : undefined;
}

const REFERENCE = /^(?:env:)?([a-zA-Z_][a-zA-Z0-9_]*)(?::-(.*))?$/s;
