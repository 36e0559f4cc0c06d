/**
 * A URL as it may be printed: without user, password, query and fragment, in which keys of receivers stand.
 * A text that is not an HTTP URL loses everything up to its last `@`: a password may hold what ends a host elsewhere.
 */
export function shownUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:')
    return `${url.origin}${url.pathname === '/' ? '' : url.pathname}`;
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1').replace(/[?#].*$/s, '');
}
