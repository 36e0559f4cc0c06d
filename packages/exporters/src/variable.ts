/** An environment variable's text; one that is set to nothing counts as not set (specification, environment variables). */
export function variable(name: string): string | undefined {
  const value = process.env[name]?.trim();
  return value === '' ? undefined : value;
}
