import { homedir, hostname } from 'node:os';

/**
 * A text as strangers may read it: without the folders of this user, without hosts and paths of URLs, and without the name of
 * this machine. What is on this machine itself, such as `localhost`, stays.
 */
export function redacted(text: string): string {
  const folders = [process.cwd(), homedir()].filter((folder) => folder.length > 1);
  const named = [
    ...folders.map((folder, at) => [folder, at === 0 ? '.' : '~'] as const),
    ...hostsOfVariables().map((host) => [host, '<host>'] as const),
    [hostname(), '<host>'] as const,
  ].filter(([name]) => name.length >= SHORTEST);
  const urls = text.replace(URLS, (_, scheme: string, host: string, port = '', path = '') => {
    return `${scheme}${isLocal(host) ? host : '<host>'}${port as string}${pathOf(path as string)}`;
  });
  return named.reduce((clean, [name, instead]) => clean.replaceAll(name, instead), urls).replace(HOMES, '~');
}

// Less would take words apart.
const SHORTEST = 3;
const URLS = /(https?:\/\/)(\[[^\]]*\]|[^\s/:"'()]+)(:\d+)?(\/[^\s"'(),]*)?/gi;
const HOMES = /(?:\/home|\/Users|[A-Z]:\\Users)[\\/][^\\/\s"',]+/g;

function isLocal(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/i.test(host);
}

/** Some receivers have a key in the path. */
function pathOf(path: string): string {
  const [signal = ''] = /\/v1\/(?:traces|metrics)\/?$/.exec(path) ?? [];
  return `${path.length > signal.length && path !== '/' ? '/<path>' : ''}${signal}`;
}

function hostsOfVariables(): readonly string[] {
  return Object.entries(process.env).flatMap(([name, value = '']) => {
    if (!/^OTEL_.*ENDPOINT$/.test(name) || !URL.canParse(value)) return [];
    const { hostname: host } = new URL(value);
    return isLocal(host) ? [] : [host];
  });
}
