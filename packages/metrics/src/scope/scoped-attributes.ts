import { report } from '@portcall/core';
import { type ScopeAttributes, scopeHere, shown } from '@portcall/core/internal';
import { type AttributeKind, misfit } from '../declare/attribute.js';
import type { Definition } from '../declare/definition.js';

type Fit = Readonly<Record<string, unknown>>;

/** Fills a metric's scoped attributes in, where a recording does not give them. */
export class ScopedAttributes {
  private readonly keys: readonly string[];
  private readonly kinds: readonly (readonly [key: string, kind: AttributeKind])[];
  /** The scope that was read last: most recordings of a request come one after the other. */
  private lastScope: ScopeAttributes | undefined = undefined;
  private lastFit: Fit | undefined = undefined;

  private constructor(private readonly definition: Definition) {
    const kinds = Object.entries(definition.attributes);
    this.keys = kinds.map(([key]) => key);
    this.kinds = kinds.filter(([, kind]) => kind.scoped === true);
  }

  /** Undefined for a metric without scoped attributes. */
  static of(definition: Definition): ScopedAttributes | undefined {
    const scoped = new ScopedAttributes(definition);
    return scoped.kinds.length === 0 ? undefined : scoped;
  }

  /** The attributes to record with here. Never throws: what cannot be read is left to the guard. */
  filled(given: object | undefined): object | undefined {
    const scope = scopeHere.attributes?.();
    if (scope === undefined) return given;
    const fit = scope === this.lastScope ? this.lastFit : this.read(scope);
    if (fit === undefined || given === undefined) return given ?? fit;
    if (typeof given !== 'object' || (given as object | null) === null) return given;
    try {
      return this.together(given as Fit, fit);
    } catch {
      return given;
    }
  }

  /** What is given and not declared stays, for the guard to count; declared ones may be getters of a class. */
  private together(given: Fit, fit: Fit): object {
    const together: Record<string, unknown> = {};
    for (const key in given) if (key !== '__proto__') together[key] = given[key];
    for (const key of this.keys) {
      const value = given[key];
      together[key] = value === undefined ? fit[key] : value;
    }
    return together;
  }

  private read(scope: ScopeAttributes): Fit | undefined {
    const fit: Record<string, unknown> = {};
    for (const [key, kind] of this.kinds) {
      const value = scope[key];
      if (value === undefined) continue;
      const fault = misfit(kind, value);
      if (fault === undefined) fit[key] = value;
      else reportMisfit(this.definition.name, key, value, fault);
    }
    this.lastScope = scope;
    this.lastFit = Object.keys(fit).length === 0 ? undefined : Object.freeze(fit);
    return this.lastFit;
  }
}

function reportMisfit(metric: string, key: string, value: unknown, fault: () => string): void {
  report({
    key: 'record.scope',
    about: metric,
    message: () =>
      `${metric}: the scoped attribute ${key} ${fault()}, and withAttributes() around it says ${shown(value)}; the value is recorded without it; correct the scope or the catalog`,
  });
}
