import { createHash } from 'node:crypto'
import type { AuditEvent } from './audit-log.ts'

/** What the first entry of a chain follows. */
export const CHAIN_START = Buffer.alloc(32)

/** SHA-256 over the hash before and a canonical text of the event, so that no entry can be changed, moved or left out unnoticed. */
export function chainHash(previous: Buffer, event: AuditEvent): Buffer {
  const text = canonical({
    at: event.at.toISOString(),
    actor: event.actor,
    action: event.action,
    target: event.target,
    detail: event.detail,
  })
  return createHash('sha256').update(previous).update(text).digest()
}

/** JSON with sorted keys and without undefined values: the database keeps the meaning of a document, not its spelling. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const items = new Map<string, unknown>(Object.entries(value).filter(([, item]) => item !== undefined))
    const parts = [...items.keys()].toSorted().map((key) => `${JSON.stringify(key)}:${canonical(items.get(key))}`)
    return `{${parts.join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}
