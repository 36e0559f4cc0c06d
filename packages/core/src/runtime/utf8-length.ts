/** How many bytes a text has in UTF-8. */
export const utf8Length: (text: string) => number =
  typeof Buffer === 'function' ? Buffer.byteLength : (text) => new TextEncoder().encode(text).length;
