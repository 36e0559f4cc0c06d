/** A library that publishes nothing by itself, and the places in it that do so once it is injected. */
export interface InjectedLibrary {
  /** The package. */
  readonly name: string;
  /** Who hears what it says, as `channels({ only })` names it. @default as the package is named */
  readonly family?: string;
  /** The first and the last major version whose places are known. */
  readonly majors: readonly [first: number, last: number];
  readonly places: readonly InjectedPlace[];
}

/** Where a library makes something, or does something that its family cannot see by what it makes. */
export interface InjectedPlace {
  /** What is made or done, as families ask for it. */
  readonly what: string;
  /**
   * What the package has it in: one file for `require()` and another one for `import`, or one for both. Where versions have it in
   * different ones, these are pairs.
   */
  readonly files: readonly string[];
  readonly at: Maker | InjectedMethod;
}

/** A class, whose constructor it is, or a function; or a selector of esquery, where the code has no names. */
type Maker = { readonly className: string } | { readonly functionName: string } | { readonly astQuery: string };

/** A method that is done when its promise settles. */
export interface InjectedMethod {
  readonly className: string;
  readonly methodName: string;
  readonly kind: 'Async';
}
