import { homedir, hostname } from 'node:os';

/**
 * A text as strangers may read it: without the folders of this user, without hosts and paths of URLs, and without the name of
 * this machine. What is on this machine itself, such as `localhost`, stays.
 * @param named hosts that may stand anywhere in it
 */
export function redacted(text: string, named: readonly string[]): string {
  const folders = [
    [process.cwd(), '.'],
    [homedir(), '~'],
  ] as const;
  const hosts = [...named, hostname()].filter((host) => host !== '' && !isLocal(host));
  const instead = [
    ...folders.filter(([folder]) => folder.length > 1),
    ...hosts.map((host) => [host, '<host>'] as const),
  ];
  const urls = text.replace(URLS, (_, scheme: string, host: string, port = '', path = '') => {
    return `${scheme}${isLocal(host) ? host : '<host>'}${port as string}${pathOf(path as string)}`;
  });
  return instead.reduce((clean, [name, shown]) => clean.replace(wholeWord(name), shown), urls).replace(HOMES, '~');
}

const URLS = /(https?:\/\/)(\[[^\]]*\]|[^\s/:"'()]+)(:\d+)?(\/[^\s"'(),]*)?/gi;
const HOMES = /(?:\/home|\/Users|[A-Z]:\\Users)[\\/][^\\/\s"',]+/g;

/** A name may be short, and must not take words or names of packages apart. */
function wholeWord(name: string): RegExp {
  return new RegExp(`(?<![\\w/-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'g');
}

function isLocal(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/i.test(host);
}

/** Some receivers have a key in the path. */
function pathOf(path: string): string {
  const [signal = ''] = /\/v1\/(?:traces|metrics)\/?$/.exec(path) ?? [];
  return `${path.length > signal.length && path !== '/' ? '/<path>' : ''}${signal}`;
}
