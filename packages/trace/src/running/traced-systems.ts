import { processWide } from '@portcall/core/internal';

/** The database systems of which a client is traced in this process, such as `postgresql`. */
export const tracedSystems = (): Set<string> => processWide('trace.systems', () => new Set<string>());
