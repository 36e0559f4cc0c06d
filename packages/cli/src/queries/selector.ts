/** What a label must be: its name there, and the rest of a matcher: `="ok"`. */
export type Matcher = readonly [label: string, condition: string];

const CLASSIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const CLASSIC_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Series by name: `name{label="value"}`; what Prometheus 2 could not have named so in quotes, within the braces. */
export function selector(name: string, matchers: readonly Matcher[] = []): string {
  const conditions = matchers.map(([label, condition]) => `${labelText(label)}${condition}`);
  if (!CLASSIC_NAME.test(name)) return `{${[JSON.stringify(name), ...conditions].join(', ')}}`;
  return conditions.length === 0 ? name : `${name}{${conditions.join(', ')}}`;
}

/** A label as it stands in matchers and behind `by`. */
export function labelText(label: string): string {
  return CLASSIC_LABEL.test(label) ? label : JSON.stringify(label);
}

/** `(job, "http.route")`, for behind `by` and `on`. */
export function labelList(labels: readonly string[]): string {
  return `(${labels.map(labelText).join(', ')})`;
}

export function equals(value: string): string {
  return `=${JSON.stringify(value)}`;
}

/** One of these values, however many. */
export function oneOfThese(values: readonly string[]): string {
  if (values.length === 1) return equals(values[0] as string);
  return `=~${JSON.stringify(values.map(escaped).join('|'))}`;
}

function escaped(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
