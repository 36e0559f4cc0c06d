import { existsSync, readdirSync } from 'node:fs';

/** The source of a file that a package exports, from its folder: in `src`, or in a folder there. */
export function sourceOf(room, name) {
  const folders = readdirSync(`${room}/src`, { withFileTypes: true }).filter((one) => one.isDirectory());
  const places = ['src', ...folders.map((folder) => `src/${folder.name}`)];
  const found = places.find((place) => existsSync(`${room}/${place}/${name}.ts`));
  return `${found ?? 'src'}/${name}.ts`;
}
