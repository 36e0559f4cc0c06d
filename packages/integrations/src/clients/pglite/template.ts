import type { identifier, sql } from '@electric-sql/pglite/template';

/** What stands in a template and is no parameter: text like an identifier, or another template. */
type Part = ReturnType<typeof identifier>;
type Inner = ReturnType<typeof sql>;

/** The text that PGlite makes of a template, its parameters numbered; undefined for what is no template. */
export function templateText(strings: unknown, values: readonly unknown[]): string | undefined {
  if (!Array.isArray(strings)) return undefined;
  let parameters = 0;
  const joined = (texts: readonly unknown[], between: readonly unknown[]): string =>
    texts.map((text, index) => `${index === 0 ? '' : inserted(between[index - 1])}${String(text)}`).join('');
  const inserted = (value: unknown): string => {
    const template = value as Part | Inner | null | undefined;
    switch (template?._templateType) {
      case 'part':
        return template.str;
      case 'container':
        return joined(template.strings, template.values);
      default:
        parameters += 1;
        return `$${parameters}`;
    }
  };
  return joined(strings, values);
}
