/** What an error of a client is called in a metric: the provider's code, the status, or the error's class. */
export function errorTypeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '_OTHER';
  const { code, type, status, name, constructor: made } = error as Readonly<Record<string, unknown>>;
  const said = [code, type].find((one) => typeof one === 'string' && IS_CODE.test(one)) as string | undefined;
  if (said !== undefined) return said;
  if (typeof status === 'number') return String(status);
  const ofClass = typeof made === 'function' ? made.name : '';
  // Errors of these libraries say `Error` for their name, whatever they are.
  const named = [name === 'Error' ? ofClass : name, ofClass].find(
    (one) => typeof one === 'string' && IS_CODE.test(one),
  );
  return (named as string | undefined) ?? '_OTHER';
}

const IS_CODE = /^[\w.-]{1,64}$/;
