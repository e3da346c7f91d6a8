/** What a scan meets, in the order of the text. Names come without their namespace prefix. */
export interface XmlHandler {
  /** `attributes` is the raw text behind the name; see `attributeOf`. */
  open(name: string, attributes: string): void
  close(name: string): void
  /** Entities are resolved. A long text comes in pieces. */
  text(text: string): void
}

export class XmlFault extends Error {
  override readonly name = 'XmlFault'
}

/** A tag, comment or CDATA section longer than this is no part of a spreadsheet. */
const MAX_TAG = 1 << 17
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * Scans XML as it arrives, in constant memory. Knows no document type, so that no entity can be declared: one throws, and so does whatever else is
 * not well formed as far as that shows.
 */
export class XmlScanner {
  readonly #handler: XmlHandler
  #rest = ''

  constructor(handler: XmlHandler) {
    this.#handler = handler
  }

  write(piece: string): void {
    const text = this.#rest + piece
    let at = 0
    for (;;) {
      const open = text.indexOf('<', at)
      if (open < 0) {
        at = this.#takeText(text, at)
        break
      }
      if (open > at) this.#handler.text(unescapeXml(text.slice(at, open)))
      const next = this.#takeTag(text, open)
      if (next < 0) {
        at = open
        break
      }
      at = next
    }
    this.#rest = text.slice(at)
    if (this.#rest.length > MAX_TAG) throw new XmlFault('a tag is too long')
  }

  end(): void {
    if (this.#rest.trim() !== '') throw new XmlFault('it is cut off')
  }

  /** All but the beginning of an entity, which may go on in the next piece. */
  #takeText(text: string, from: number): number {
    const start = text.lastIndexOf('&')
    const to = start >= from && start > text.length - 12 && !text.includes(';', start) ? start : text.length
    if (to > from) this.#handler.text(unescapeXml(text.slice(from, to)))
    return to
  }

  /** The place behind the tag, or -1 when it is not all there. */
  #takeTag(text: string, open: number): number {
    const mark = text.charCodeAt(open + 1)
    if (mark === 33) return this.#takeDeclaration(text, open)
    const close = text.indexOf('>', open)
    if (close < 0) return -1
    if (mark === 63) return close + 1
    if (mark === 47) {
      this.#handler.close(localName(text.slice(open + 2, close).trimEnd()))
      return close + 1
    }
    const selfClosing = text.charCodeAt(close - 1) === 47
    const end = selfClosing ? close - 1 : close
    let space = open + 1
    while (space < end && text.charCodeAt(space) > 32) space += 1
    const name = localName(text.slice(open + 1, space))
    this.#handler.open(name, text.slice(space, end))
    if (selfClosing) this.#handler.close(name)
    return close + 1
  }

  #takeDeclaration(text: string, open: number): number {
    if (text.startsWith('<!--', open)) {
      const close = text.indexOf('-->', open + 4)
      return close < 0 ? -1 : close + 3
    }
    if (text.startsWith('<![CDATA[', open)) {
      const close = text.indexOf(']]>', open + 9)
      if (close < 0) return -1
      this.#handler.text(text.slice(open + 9, close))
      return close + 3
    }
    if (text.length - open < 9) return -1
    throw new XmlFault('it declares a document type')
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

/** The value of an attribute in the raw text of a tag, '' when it is not there. A name with a prefix is given with it. */
export function attributeOf(attributes: string, name: string): string {
  for (let at = attributes.indexOf(name); at >= 0; at = attributes.indexOf(name, at + 1)) {
    if (at > 0 && attributes.charCodeAt(at - 1) > 32) continue
    let sign = at + name.length
    while (attributes.charCodeAt(sign) <= 32) sign += 1
    if (attributes.charCodeAt(sign) !== 61) continue
    sign += 1
    while (attributes.charCodeAt(sign) <= 32) sign += 1
    const quote = attributes[sign]
    if (quote !== '"' && quote !== "'") return ''
    const end = attributes.indexOf(quote, sign + 1)
    return end < 0 ? '' : unescapeXml(attributes.slice(sign + 1, end))
  }
  return ''
}

function unescapeXml(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(/&(#x[0-9a-fA-F]{1,8}|#\d{1,8}|[a-zA-Z]\w{0,30});/g, (_, entity: string) => {
    if (entity.startsWith('#')) {
      const code = entity.startsWith('#x') ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1))
      return code <= 0x10_ffff ? String.fromCodePoint(code) : '\uFFFD'
    }
    const known = ENTITIES[entity]
    if (known === undefined) throw new XmlFault(`it has an unknown entity`)
    return known
  })
}
