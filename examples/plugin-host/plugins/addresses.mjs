// Whether a text looks like an e-mail address. The expression is one that many programs have had: for some texts it tries
// exponentially many ways to match, which is as good as for ever.

const ADDRESS = /^([\w.-]+)+@([\w-]+\.)+[a-z]{2,}$/;

/** @param {string} text */
export function check(text) {
  return ADDRESS.test(text);
}
