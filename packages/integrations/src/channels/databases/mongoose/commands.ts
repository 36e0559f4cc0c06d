/** The commands of MongoDB that do what mongoose's methods do. */
const COMMANDS: ReadonlyMap<string, string> = new Map([
  ['find', 'find'],
  ['findOne', 'find'],
  ['insertMany', 'insert'],
  ['updateOne', 'update'],
  ['updateMany', 'update'],
  ['replaceOne', 'update'],
  ['deleteOne', 'delete'],
  ['deleteMany', 'delete'],
  ['findOneAndUpdate', 'findandmodify'],
  ['findOneAndReplace', 'findandmodify'],
  ['findOneAndDelete', 'findandmodify'],
  ['countDocuments', 'count'],
  ['estimatedDocumentCount', 'count'],
]);

/** Any other method keeps its name: `aggregate`, `bulkwrite`, `distinct`, and `save`, which inserts or updates. */
export function commandOf(method: string): string {
  return COMMANDS.get(method) ?? method.toLowerCase();
}
