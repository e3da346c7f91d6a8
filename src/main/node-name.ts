import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'

/** What people call this node. Two in one container may have one process id after another, so each start has a name of its own. */
export function newNodeName(): string {
  return `${hostname()}/${process.pid}-${randomBytes(2).toString('hex')}`
}
