/** A template cut at its tags: text of the author, or one `{{ … }}` or `{% … %}`. */
export interface TemplatePart {
  readonly isTag: boolean
  readonly text: string
}

/** In one pass, whatever the text: a tag that is not closed is text. */
export function templateParts(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = []
  const opening = /\{[{%]/gu
  let at = 0
  for (let found = opening.exec(template); found !== null; found = opening.exec(template)) {
    const end = template.indexOf(found[0] === '{{' ? '}}' : '%}', found.index + 2)
    if (end < 0) break
    if (found.index > at) parts.push({ isTag: false, text: template.slice(at, found.index) })
    parts.push({ isTag: true, text: template.slice(found.index, end + 2) })
    at = end + 2
    opening.lastIndex = at
  }
  if (at < template.length) parts.push({ isTag: false, text: template.slice(at) })
  return parts
}

/** Tags put away by number, so that what reads HTML or XML does not stumble over their quotation marks. */
export class TagKeeper {
  readonly #tags: string[] = []

  hide(template: string): string {
    return templateParts(template)
      .map(({ isTag, text }) => (isTag ? this.#keep(text) : text))
      .join('')
  }

  show(text: string): string {
    return text.replaceAll(/lqtag(\d{1,6})z/gu, (whole, number: string) => this.#tags[Number(number)] ?? whole)
  }

  #keep(tag: string): string {
    this.#tags.push(tag)
    return `lqtag${this.#tags.length - 1}z`
  }
}

/** Maps what the author wrote and leaves the tags as they are. */
export function mapText(template: string, map: (text: string) => string): string {
  return templateParts(template)
    .map(({ isTag, text }) => (isTag ? text : map(text)))
    .join('')
}
