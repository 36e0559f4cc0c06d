/** By its type of data source: `db.system.name` of the semantic conventions. */
const SYSTEMS: ReadonlyMap<string, string> = new Map([
  ['postgres', 'postgresql'],
  ['aurora-postgres', 'postgresql'],
  ['cockroachdb', 'cockroachdb'],
  ['mysql', 'mysql'],
  ['aurora-mysql', 'mysql'],
  ['mariadb', 'mariadb'],
  ['mssql', 'microsoft.sql_server'],
  ['oracle', 'oracle.db'],
  ['sap', 'sap.hana'],
  ['spanner', 'gcp.spanner'],
]);

/** Undefined where it runs no SQL. All others there are keep what they have by SQLite. */
export function systemOf(type: string): string | undefined {
  return type === 'mongodb' ? undefined : (SYSTEMS.get(type) ?? 'sqlite');
}
