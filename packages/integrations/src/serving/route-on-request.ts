/** What Express leaves on a request. */
interface RoutedRequest {
  readonly route?: { readonly path?: unknown };
  readonly originalUrl?: unknown;
  readonly app?: { readonly _router?: Router; path?(): unknown };
}

/** Of Express 4. */
interface Router {
  readonly stack?: readonly Layer[];
}

interface Layer {
  readonly route?: unknown;
  readonly regexp?: RegExp;
  readonly keys?: readonly { readonly name: string | number }[];
  readonly handle?: Router;
}

/**
 * The pattern of the route that answered, as Express 4 leaves it on the request, with those of the routers it is in; undefined
 * where there is none, and where it cannot be seen what it is in. Nothing of the path is in it but what patterns say.
 */
export function routeOnRequest(request: object): string | undefined {
  const { route, originalUrl, app } = request as RoutedRequest;
  const path = pathOf(route?.path);
  if (path === undefined || typeof originalUrl !== 'string' || app?._router === undefined) return undefined;
  // Of an application that is mounted in another.
  const mountedAt = app.path?.();
  const before = typeof mountedAt === 'string' ? mountedAt : '';
  const inside = mountOf(route, app._router, withoutSegments(pathIn(originalUrl), before.split('/').length - 1));
  if (inside === undefined) return undefined;
  const mount = before + inside;
  return path === '/' && mount !== '' ? mount : mount + path;
}

function pathOf(path: unknown): string | undefined {
  if (typeof path === 'string') return path;
  if (path instanceof RegExp) return String(path);
  // One of several: which one is known to nobody.
  return Array.isArray(path) && path.length > 0 ? path.map(String).join('|') : undefined;
}

function pathIn(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

function withoutSegments(path: string, count: number): string {
  return count === 0
    ? path
    : `/${path
        .split('/')
        .slice(count + 1)
        .join('/')}`;
}

/** Where the routers are mounted that lead to a route, with the names of parameters for what the path says. */
function mountOf(route: unknown, router: Router, path: string): string | undefined {
  for (const { route: own, regexp, keys = [], handle } of router.stack ?? []) {
    if (own === route) return '';
    if (handle?.stack === undefined || regexp === undefined) continue;
    const found = saysWhere(regexp).exec(path);
    if (found?.indices === undefined) continue;
    const matched = found[0].replace(/\/$/, '');
    const rest = mountOf(route, handle, path.slice(matched.length));
    if (rest !== undefined) return withNames(matched, found.indices, keys) + rest;
  }
  return undefined;
}

function withNames(matched: string, indices: RegExpIndicesArray, keys: NonNullable<Layer['keys']>): string {
  let pattern = '';
  let end = 0;
  keys.forEach(({ name }, index) => {
    const [from, to] = indices[index + 1] ?? [0, 0];
    if (from < end || to === from) return;
    pattern += `${matched.slice(end, from)}:${name}`;
    end = to;
  });
  return pattern + matched.slice(end);
}

const withIndices = new WeakMap<RegExp, RegExp>();

/** The same expression, which says where the values of parameters are. */
function saysWhere(regexp: RegExp): RegExp {
  let known = withIndices.get(regexp);
  if (known === undefined) {
    known = new RegExp(regexp.source, `${regexp.flags.replace(/[dg]/g, '')}d`);
    withIndices.set(regexp, known);
  }
  return known;
}
