import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { realPart } from '@portcall/real-parts';
import ts from 'typescript';
import type { Manifest } from './manifests.js';

const MODULES: Readonly<Record<string, string>> = { v1: 'core/v1', 'apps/v1': 'apps/v1' };

/** What Kubernetes' own types, made from its OpenAPI schema, have against manifests: unknown fields, missing ones, wrong values. */
export function complaintsOfTypes(all: readonly Manifest[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'portcall-manifests-'));
  try {
    const files = all.map((manifest, index) => {
      const path = join(folder, `${index}.ts`);
      writeFileSync(path, programOf(manifest));
      return path;
    });
    const program = ts.createProgram(files, { strict: true, noEmit: true, types: [], lib: ['lib.es2022.d.ts'] });
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function programOf(manifest: Manifest): string {
  const types = join(dirname(realPart('kubernetes-types')), MODULES[manifest.apiVersion] ?? manifest.apiVersion);
  return `import type { ${manifest.kind} } from '${types}';\nexport const manifest: ${manifest.kind} = ${JSON.stringify(manifest)};\n`;
}
