import type { Catalog } from '@portcall/metrics';
import {
  callCatalog,
  chatCatalog,
  genAiCatalog,
  httpClientCatalog,
  httpServerCatalog,
  notificationCatalog,
  pluginCatalog,
} from '@portcall/ports';

/** Every catalog that the project declares, with labels that have to be asked for; none that cannot be beside another. */
export const OWN_CATALOGS: readonly Catalog[] = [
  chatCatalog(),
  notificationCatalog({ endpointLabel: true }),
  callCatalog(),
  pluginCatalog(),
  httpServerCatalog(),
  httpClientCatalog(),
  genAiCatalog({ names: 'both' }),
];
