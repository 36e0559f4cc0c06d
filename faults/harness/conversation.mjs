// Talks with a child process: each message is a command, and each answer says which one it answers.

/** @returns {(command: string, options?: object) => Promise<any>} rejects when the child ends before it has answered */
export function conversationWith(child) {
  const open = new Map();
  let last = 0;
  child.on('message', ({ id, given }) => {
    open.get(id)?.resolve(given);
    open.delete(id);
  });
  child.once('exit', (code, signal) => {
    for (const { reject, command } of open.values())
      reject(new Error(`the process ended with ${signal ?? code} before it answered "${command}"`));
    open.clear();
  });
  return (command, options = {}) =>
    new Promise((resolve, reject) => {
      last += 1;
      open.set(last, { resolve, reject, command });
      child.send({ id: last, command, ...options });
    });
}
