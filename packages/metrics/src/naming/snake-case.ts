const SNAKE_CASE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/** Lowercase words joined by single underscores, the first of which starts with a letter. */
export function isSnakeCase(text: string): boolean {
  return SNAKE_CASE.test(text);
}

/** A text in snake_case, or undefined where its words cannot be written that way: `日` has no letters for it, `2xx` starts with none. */
export function snakeCased(text: string): string | undefined {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '');
  // Letters of other scripts would be left out, and what remained would be another word.
  if (/[\u0080-\u{10ffff}]/u.test(plain.replace(/[^\p{L}\p{N}]/gu, ''))) return undefined;
  const words = plain
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const cased = words.join('_');
  return isSnakeCase(cased) ? cased : undefined;
}
