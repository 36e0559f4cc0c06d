import { type ListVariable, listed, listVariable, readList, refuseVariable, shown } from '@portcall/core/internal';

export const CHANNELS: ListVariable<string> = listVariable({
  name: 'PORTCALL_CHANNELS',
  names: undefined,
  what: 'family of channels',
  default: 'all',
  by: 'Portcall',
  does: 'What `node --import @portcall/node/register` listens to: `all`, `none`, or families as `channels({ only })` names them',
});

/** The families that the environment names; all where it names none, or none that is known. */
export function channelsFromEnvironment<Name extends string>(known: readonly Name[]): readonly Name[] {
  const given = readList(CHANNELS) ?? ['all'];
  if (given.includes('none')) return [];
  if (given.includes('all')) return known;
  const named = known.filter((name) => given.includes(name));
  const instead = named.length > 0 ? 'it is left out' : 'all are listened to';
  for (const name of given) {
    if ((known as readonly string[]).includes(name)) continue;
    refuseVariable(CHANNELS.name, `unknown family ${shown(name)}; ${instead}; use any of ${listed(known)}`, name);
  }
  return named.length > 0 ? named : known;
}
