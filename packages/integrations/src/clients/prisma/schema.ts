import { safely } from '@portcall/core/internal';

/** What a client of Prisma knows of its schema, and its types keep to themselves. */
interface Internals {
  readonly _activeProvider?: unknown;
  readonly _runtimeDataModel?: { readonly models?: Readonly<Record<string, { readonly dbName?: string | null }>> };
}

/** `db.system.name` of the semantic conventions, by the provider of a schema. */
const SYSTEMS: ReadonlyMap<unknown, string> = new Map([
  ['postgres', 'postgresql'],
  ['sqlserver', 'microsoft.sql_server'],
]);

export function systemOf(client: object): string {
  const provider = (client as Internals)._activeProvider;
  return SYSTEMS.get(provider) ?? (typeof provider === 'string' ? provider : 'other_sql');
}

/** Tells the table of a model, which is called like the model where the schema does not say otherwise. */
export function tableOf(client: object): (model: string) => string {
  const models = safely(
    'call.integration',
    'the models of Prisma',
    () => (client as Internals)._runtimeDataModel?.models,
  );
  return (model) => models?.[model]?.dbName ?? model;
}
