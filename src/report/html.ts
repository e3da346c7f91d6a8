import { escapeHtml } from '#kernel/escape-html.ts'

/** Markup that is safe to put into a page. */
export interface Html {
  readonly markup: string
}

export type HtmlPart = Html | string | number | readonly HtmlPart[] | null

/** Template tag that escapes its values, except Html and lists of Html. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let markup = strings[0] ?? ''
  parts.forEach((part, i) => {
    markup += markupOf(part) + (strings[i + 1] ?? '')
  })
  return { markup }
}

/** Markup from our own code, used unescaped. */
export function trusted(markup: string): Html {
  return { markup }
}

function markupOf(part: HtmlPart): string {
  if (part === null) return ''
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  return 'markup' in part ? part.markup : part.map(markupOf).join('')
}
