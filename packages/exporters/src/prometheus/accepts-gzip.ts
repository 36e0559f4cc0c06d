/** Whether a request's Accept-Encoding takes gzip; `gzip;q=0` and silence do not. */
export function acceptsGzip(accepted: string | readonly string[] | undefined): boolean {
  const codings = String(accepted ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.split(';').map((part) => part.trim()));
  const named = codings.find(([name]) => name === 'gzip') ?? codings.find(([name]) => name === '*');
  if (named === undefined) return false;
  const quality = named.find((part) => part.startsWith('q='));
  return quality === undefined || Number(quality.slice(2)) > 0;
}
