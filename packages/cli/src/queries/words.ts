/** The words of a name: `mini_chat.stream_started` has four. */
export function wordsOf(name: string): readonly string[] {
  return name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
}

/** `MiniChatStreamStarted`, as alerts are named. */
export function pascalCased(name: string): string {
  return wordsOf(name)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
}

/** `Stream started`, as titles are written. */
export function titled(words: readonly string[]): string {
  const text = words.join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** A name for a file: of `@acme/shop`, `acme-shop`. */
export function fileName(scope: string): string {
  return scope.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'catalog';
}
