import type { UtmTags } from './message-content.ts'
import { templateParts } from './template-parts.ts'

/** Where an address in a text ends: blanks, quotation marks, brackets, and what Chinese sentences put after one. */
const ADDRESS = /https?:\/\/[^\s<>"'`{}|\\^，。；：！？、（）《》【】「」“”‘’]+/giu
/** What ends a sentence and no address. */
const TRAILING = '.,;:!?)]*'
const MOST_LINKS = 50

/** Links of one compiled text, by the number that stands in the template for each. */
export class LinkList {
  readonly urls: string[] = []
  readonly #utm: UtmTags | null

  constructor(utm: UtmTags | null) {
    this.#utm = utm
  }

  /** The placeholder of an address; the same address has one. What is no address of the web stays as it is, and so does what is beyond the limit. */
  placeholder(address: string): string {
    const url = withUtm(address, this.#utm)
    if (url === null) return address
    let at = this.urls.indexOf(url)
    if (at < 0) {
      if (this.urls.length >= MOST_LINKS) return address
      at = this.urls.push(url) - 1
    }
    return `{{ link.l${at} }}`
  }

  /** A text template with a placeholder for every address that its author wrote. Addresses with a variable inside are left: what they lead to differs by customer. */
  inText(template: string): string {
    const parts = templateParts(template)
    return parts
      .map(({ isTag, text }, i) => {
        if (isTag) return text
        const goesOn = parts[i + 1]?.text.startsWith('{{') === true
        return text.replaceAll(ADDRESS, (found: string, offset: number) => {
          if (goesOn && offset + found.length === text.length) return found
          let end = found.length
          while (end > 0 && TRAILING.includes(found.charAt(end - 1))) end -= 1
          return `${this.placeholder(found.slice(0, end))}${found.slice(end)}`
        })
      })
      .join('')
  }

  /** Compiled HTML with a placeholder in every `href`. */
  inHtml(html: string): string {
    return html.replaceAll(/href="(https?:\/\/[^"{}]+)"/gu, (_whole, address: string) => `href="${this.placeholder(unescaped(address))}"`)
  }
}

/** An address of http or https, with the tags of the content where it has none of its own; null: it is no such address. */
export function withUtm(address: string, utm: UtmTags | null): string | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '') return null
  if (utm === null) return url.href
  for (const [name, value] of Object.entries({ utm_source: utm.source, utm_medium: utm.medium, utm_campaign: utm.campaign })) {
    if (value !== '' && !url.searchParams.has(name)) url.searchParams.set(name, value)
  }
  return url.href
}

function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
