import { readingOfVariables } from '@portcall/core/internal';

/** The hosts of every endpoint that a variable names, or the file that counts in its place. */
export function namedHosts(): readonly string[] {
  const variables = [...Object.entries(process.env), ...(readingOfVariables().instead ?? [])];
  return variables.flatMap(([name, value = '']) =>
    /^OTEL_.*ENDPOINT$/.test(name) && URL.canParse(value) ? [new URL(value).hostname] : [],
  );
}
