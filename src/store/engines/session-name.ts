/** PostgreSQL cuts longer names. */
const MOST_BYTES = 63

/** What a node's sessions at PostgreSQL are called (`application_name`), so that they are known as its own when the node is silent. */
export function sessionNameOf(node: string): string {
  // The end tells nodes apart.
  return `liuke ${node}`.replaceAll(/[^\x20-\x7e]/gu, '?').slice(-MOST_BYTES)
}
