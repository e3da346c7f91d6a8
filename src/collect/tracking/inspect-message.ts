import { isStorableText } from '#kernel/cut-text.ts'
import type { JsonObject } from './tracking-message.ts'
import { isObject } from './tracking-message.ts'

/** Whether a value nests more than `limit` levels. Looks no deeper than that, so it cannot run out of stack. */
export function isDeeper(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (limit === 0) return true
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, limit - 1))
  // No list of values is made: this looks at every object of every message.
  for (const key in value) if (isDeeper(value[key as keyof typeof value], limit - 1)) return true
  return false
}

/**
 * The field of a message that holds a text no store takes (half of a surrogate pair, NUL), or undefined. `json` is the message as JSON, in which
 * such texts are always escaped: most messages are done with one search.
 */
export function malformedField(message: JsonObject, json: string): string | undefined {
  if (!json.includes('\\u')) return undefined
  for (const [key, value] of Object.entries(message)) if (!isStorable(key) || !isStorable(value)) return isStorableText(key) ? key : 'key'
  return undefined
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return isStorableText(value)
  if (Array.isArray(value)) return value.every(isStorable)
  return !isObject(value) || Object.entries(value).every(([key, item]) => isStorableText(key) && isStorable(item))
}
