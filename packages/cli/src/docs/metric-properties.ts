import type { Catalog, Definition } from '@portcall/metrics';
import type { ts as TypeScript } from 'ts-morph';

/** Where a metric is declared. */
export interface MetricProperty {
  readonly node: TypeScript.Node;
  readonly metric: Definition;
}

/**
 * Where the metrics of catalogs are declared in a source file: in the object that `defineCatalog()` is given as `metrics`, or in
 * that of a constant of this name.
 *
 * @param catalogs what the file exports, by name
 */
export function metricProperties(
  ts: typeof TypeScript,
  file: TypeScript.SourceFile,
  catalogs: ReadonlyMap<string, Catalog>,
): readonly MetricProperty[] {
  const found = new Map<TypeScript.Node, Definition>();
  const constants = new Map<string, TypeScript.Expression>();
  eachNode(ts, file, (node) => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined)
      constants.set(node.name.text, node.initializer);
  });
  for (const [name, catalog] of catalogs) {
    const metrics = metricsGiven(ts, file, name, constants);
    for (const property of metrics?.properties ?? []) {
      const metric = metricOf(ts, property, catalog);
      if (metric !== undefined) found.set(property, metric);
    }
  }
  return Array.from(found, ([node, metric]) => ({ node, metric }));
}

function metricOf(
  ts: typeof TypeScript,
  property: TypeScript.ObjectLiteralElementLike,
  { metrics }: Catalog,
): Definition | undefined {
  const { name } = property;
  if (name === undefined || !(ts.isIdentifier(name) || ts.isStringLiteral(name))) return undefined;
  return Object.hasOwn(metrics, name.text) ? (metrics as Readonly<Record<string, Definition>>)[name.text] : undefined;
}

type Constants = ReadonlyMap<string, TypeScript.Expression>;

function metricsGiven(
  ts: typeof TypeScript,
  file: TypeScript.SourceFile,
  exported: string,
  constants: Constants,
): TypeScript.ObjectLiteralExpression | undefined {
  const call = exported === 'default' ? defaultExport(ts, file) : constants.get(localName(ts, file, exported));
  const [options] = resolved(ts, call, constants, ts.isCallExpression)?.arguments ?? [];
  const object = resolved(ts, options, constants, ts.isObjectLiteralExpression);
  for (const property of object?.properties ?? []) {
    if (property.name?.getText(file) !== 'metrics') continue;
    const value = ts.isPropertyAssignment(property) ? property.initializer : constants.get('metrics');
    return resolved(ts, value, constants, ts.isObjectLiteralExpression);
  }
  return undefined;
}

/** An expression of a kind, or the constant of that name; what only types are for is looked through. */
function resolved<T extends TypeScript.Expression>(
  ts: typeof TypeScript,
  expression: TypeScript.Expression | undefined,
  constants: Constants,
  isKind: (node: TypeScript.Node) => node is T,
): T | undefined {
  if (expression === undefined || isKind(expression)) return expression;
  if (ts.isIdentifier(expression)) return resolved(ts, constants.get(expression.text), new Map(), isKind);
  if (ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression) || ts.isParenthesizedExpression(expression))
    return resolved(ts, expression.expression, constants, isKind);
  return undefined;
}

function defaultExport(ts: typeof TypeScript, file: TypeScript.SourceFile): TypeScript.Expression | undefined {
  return file.statements.find((statement) => ts.isExportAssignment(statement))?.expression;
}

/** `export { one as other }` */
function localName(ts: typeof TypeScript, file: TypeScript.SourceFile, exported: string): string {
  for (const statement of file.statements) {
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined) continue;
    if (!ts.isNamedExports(statement.exportClause)) continue;
    const named = statement.exportClause.elements.find(({ name }) => name.text === exported);
    if (named !== undefined) return (named.propertyName ?? named.name).text;
  }
  return exported;
}

function eachNode(ts: typeof TypeScript, node: TypeScript.Node, visit: (node: TypeScript.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => eachNode(ts, child, visit));
}
