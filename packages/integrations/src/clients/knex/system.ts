const SYSTEMS: Readonly<Record<string, string>> = {
  sqlite3: 'sqlite',
  mssql: 'microsoft.sql_server',
  oracle: 'oracle.db',
  redshift: 'aws.redshift',
};

/** By the dialect, which has one name for all of its drivers: `db.system.name` of the semantic conventions. */
export function systemOf({ dialect }: { readonly dialect?: unknown }): string {
  return typeof dialect === 'string' ? (SYSTEMS[dialect] ?? dialect) : 'other_sql';
}
