import { shown } from '@portcall/core/internal';
import { endOf } from '@portcall/metrics/internal';
import type { Advice } from './advice.js';

export const deprecatedNamesGoInTime: Advice = ({ deprecated }, { now }) => {
  if (deprecated === undefined) return undefined;
  const { replacedBy, until } = deprecated;
  return now < endOf(deprecated)
    ? {
        id: 'deprecated',
        wrong: `deprecated, and exported with the values of ${shown(replacedBy)} until ${until}`,
        todo: 'move dashboards and alerts to that, and drop the old name then',
      }
    : {
        id: 'deprecated-overdue',
        wrong: `deprecated, and not exported any more since ${until}`,
        todo: `drop it from the catalog; ${shown(replacedBy)} has its values`,
      };
};
