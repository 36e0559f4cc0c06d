import { JsonPieces } from '../json-pieces.js';
import { keyValuesJson, textJson } from '../json-value.js';
import { spanJson } from './json-span.js';
import type { ResourceRecord, ScopeRecord, SpanRecord } from './span-record.js';
import type { SpansEncoding } from './spans-encoding.js';

/** Writes spans as OTLP/JSON. */
export class JsonSpans implements SpansEncoding {
  private readonly pieces = new JsonPieces();

  get length(): number {
    return this.pieces.length;
  }

  beginResource({ attributes }: ResourceRecord): void {
    if (this.length === 0) this.pieces.write('{"resourceSpans":[');
    this.pieces.separate();
    this.pieces.write(`{"resource":{"attributes":${attempted(() => keyValuesJson(attributes), '[]')}},"scopeSpans":[`);
  }

  beginScope(scope: ScopeRecord): void {
    this.pieces.separate();
    this.pieces.write(`{"scope":${attempted(() => scopeJson(scope), '{}')},"spans":[`);
  }

  writeSpan(span: SpanRecord): void {
    const json = spanJson(span);
    this.pieces.separate();
    this.pieces.write(json);
  }

  cutTo(length: number): void {
    this.pieces.cutTo(length);
  }

  endScope({ schemaUrl }: ScopeRecord): void {
    this.pieces.write(`]${schemaUrlJson(schemaUrl)}}`);
  }

  endResource({ schemaUrl }: ResourceRecord): void {
    this.pieces.write(`]${schemaUrlJson(schemaUrl)}}`);
  }

  take(): Uint8Array {
    this.pieces.write(']}');
    return this.pieces.take();
  }

  end(): void {}
}

/** What cannot be read of a resource or a scope must not cost its spans. */
function attempted(json: () => string, instead: string): string {
  try {
    return json();
  } catch {
    return instead;
  }
}

function scopeJson({ name, version, attributes, droppedAttributesCount: dropped }: ScopeRecord): string {
  const members = [`"name":${textJson(textOf(name))}`];
  if (textOf(version) !== '') members.push(`"version":${textJson(textOf(version))}`);
  if (attributes !== undefined) members.push(`"attributes":${keyValuesJson(attributes)}`);
  if (dropped !== undefined && dropped > 0) members.push(`"droppedAttributesCount":${dropped}`);
  return `{${members.join(',')}}`;
}

function schemaUrlJson(schemaUrl: unknown): string {
  return textOf(schemaUrl) === '' ? '' : `,"schemaUrl":${textJson(textOf(schemaUrl))}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
