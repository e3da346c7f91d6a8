/** An element of a push of WeChat: text, or its children by name (a name that comes twice is a list). */
export type XmlValue = string | XmlObject | readonly XmlValue[]
export interface XmlObject {
  readonly [name: string]: XmlValue
}

const DEEPEST = 8
const MOST_ELEMENTS = 2_000

/**
 * Reads the XML that WeChat pushes: elements without attributes, text or CDATA. No entities but the five of XML, no DTD, nothing is fetched. Null: it is
 * not of this kind. Takes time in proportion to the length.
 */
export function readWechatXml(text: string): XmlObject | null {
  let at = 0
  let elements = 0
  const skipBlank = (): void => {
    while (at < text.length && text.charCodeAt(at) <= 32) at += 1
  }
  const element = (depth: number): { readonly name: string; readonly value: XmlValue } | null => {
    if (depth > DEEPEST || (elements += 1) > MOST_ELEMENTS || text[at] !== '<') return null
    const end = text.indexOf('>', at)
    if (end === -1 || end - at > 100) return null
    const tag = text.slice(at + 1, end).trim()
    at = end + 1
    if (tag.endsWith('/') && isName(tag.slice(0, -1).trim())) return { name: tag.slice(0, -1).trim(), value: '' }
    if (!isName(tag)) return null
    const value = content(tag, depth)
    return value === null ? null : { name: tag, value }
  }
  const content = (tag: string, depth: number): XmlValue | null => {
    const children = new Map<string, XmlValue[]>()
    let said = ''
    for (;;) {
      const open = text.indexOf('<', at)
      if (open === -1) return null
      said += unescaped(text.slice(at, open))
      at = open
      if (text.startsWith('<![CDATA[', at)) {
        const close = text.indexOf(']]>', at)
        if (close === -1) return null
        said += text.slice(at + 9, close)
        at = close + 3
      } else if (text.startsWith('</', at)) {
        const end = text.indexOf('>', at)
        if (end === -1 || text.slice(at + 2, end).trim() !== tag) return null
        at = end + 1
        return children.size === 0 ? said.trim() : objectOf(children)
      } else {
        const child = element(depth + 1)
        if (child === null) return null
        const same = children.get(child.name)
        if (same === undefined) children.set(child.name, [child.value])
        else same.push(child.value)
      }
    }
  }
  skipBlank()
  if (text.startsWith('<?xml', at)) {
    const end = text.indexOf('?>', at)
    if (end === -1) return null
    at = end + 2
    skipBlank()
  }
  const root = element(0)
  if (root === null) return null
  skipBlank()
  return at === text.length && typeof root.value === 'object' && !Array.isArray(root.value) ? (root.value as XmlObject) : null
}

function objectOf(children: ReadonlyMap<string, readonly XmlValue[]>): XmlObject {
  return Object.fromEntries([...children].map(([name, values]) => [name, values.length === 1 ? (values[0] as XmlValue) : values]))
}

function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(text) && text !== '__proto__'
}

function unescaped(text: string): string {
  return text.includes('&')
    ? text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&')
    : text
}
