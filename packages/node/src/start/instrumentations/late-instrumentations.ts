import { report } from '@portcall/core';
import { listed, requiredFiles } from '@portcall/core/internal';
import { type Instrumentation, modulesOf, nameOf } from './instrumentation.js';

/** Says of which instrumentations what they change was there before them: code that has it already goes on with that. */
export function reportLate(instrumentations: readonly Instrumentation[]): void {
  if (!instrumentations.some((one) => modulesOf(one).length > 0)) return;
  const isLoaded = loadedPackages();
  for (const instrumentation of instrumentations) {
    const early = isWithoutEffect(instrumentation)
      ? modulesOf(instrumentation).filter(({ name }) => isLoaded(name))
      : [];
    if (early.length > 0) reportOne(nameOf(instrumentation), [...new Set(early.map(({ name }) => name))]);
  }
}

/** Whether it waits for modules, and has changed none of them. */
export function isWithoutEffect(instrumentation: object): boolean {
  const modules = modulesOf(instrumentation);
  return modules.length > 0 && modules.every(({ moduleExports }) => moduleExports === undefined);
}

/** Tells whether require(), or the import of what is CommonJS, has loaded something of a module's package, whoever asked for it. */
export function loadedPackages(): (module: string) => boolean {
  const loaded = new Set(
    requiredFiles(`${process.cwd()}/`).map((path) => PACKAGE_OF_PATH.exec(path)?.[1]?.replace('\\', '/')),
  );
  return (module) => loaded.has(PACKAGE_OF_MODULE.exec(module)?.[0]);
}

const PACKAGE_OF_PATH = /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;
const PACKAGE_OF_MODULE = /^(?:@[^/]+\/)?[^/]+/;

function reportOne(name: string, packages: readonly string[]): void {
  const were = packages.length === 1 ? 'was' : 'were';
  report({
    key: 'register.instrumentation_late',
    about: name,
    message:
      `the instrumentation ${name}: ${listed(packages)} ${were} loaded before registerInstrumentation() was called; ` +
      'code that has it already is not instrumented; register first: node --import ./telemetry.mjs app.mjs',
  });
}
