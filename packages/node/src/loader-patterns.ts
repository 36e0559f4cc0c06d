/** What the hook is to show of a package: it, as it is imported, and any file of it. */
export function patternsOf(name: string): readonly (string | RegExp)[] {
  const inUrl = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return [name, new RegExp(`/node_modules/${inUrl}/`)];
}
