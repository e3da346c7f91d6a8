/** Parts of the name of a parameter, such as context.page.title. */
const MOST_PARTS = 10
const OBJECTS: ReadonlySet<string> = new Set(['context', 'properties', 'traits'])
const KEY = 'writeKey'

/**
 * The message that the address of a pixel says, by the parameters of RudderStack's pixel API: `userId`, `anonymousId`, `event` or `name`, `messageId`,
 * `timestamp` and so on, and `properties.price=5`, `context.page.title=Home` for what lies deeper. Values stay text. What sends it is said by its user agent
 * unless the address names one.
 */
export function pixelMessage(query: Readonly<Record<string, unknown>>, userAgent: string | undefined): Record<string, unknown> {
  const message: Record<string, unknown> = {}
  for (const [name, given] of Object.entries(query)) {
    if (name === KEY) continue
    const value: unknown = Array.isArray(given) ? given.at(-1) : given
    const parts = name.split('.')
    if (parts.length === 1) put(message, name, value)
    else if (OBJECTS.has(parts[0] as string) && parts.length <= MOST_PARTS) putDeep(message, parts, value)
  }
  if (userAgent !== undefined) {
    const context = objectAt(message, 'context')
    if (!Object.hasOwn(context, 'userAgent')) put(context, 'userAgent', userAgent)
  }
  return message
}

function putDeep(message: Record<string, unknown>, parts: readonly string[], value: unknown): void {
  let at = message
  for (const part of parts.slice(0, -1)) at = objectAt(at, part)
  put(at, parts.at(-1) as string, value)
}

/** The object under a name; what else stood there before is replaced. */
function objectAt(parent: Record<string, unknown>, name: string): Record<string, unknown> {
  const there = Object.hasOwn(parent, name) ? parent[name] : undefined
  if (typeof there === 'object' && there !== null) return there as Record<string, unknown>
  const made: Record<string, unknown> = {}
  put(parent, name, made)
  return made
}

/** Unlike an assignment this keeps a name such as __proto__ a name. */
function put(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true })
}
