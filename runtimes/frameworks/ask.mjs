// What is asked of each server: a route, one that throws, and a path that there is not.
export async function ask(url) {
  for (const path of ['/lots/7', '/failing', '/.env']) await (await fetch(url + path)).text();
}
