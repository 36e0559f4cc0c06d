/** How many bytes a text has in UTF-8. */
export const utf8Length: (text: string) => number =
  typeof Buffer === 'function' ? (text) => Buffer.byteLength(text) : (text) => new TextEncoder().encode(text).length;
