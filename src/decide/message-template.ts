import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { Liquid } from 'liquidjs'
import type { Template } from 'liquidjs'
import { AppError, messageOf } from '#kernel/app-error.ts'

/** Every variable a template may use. Nothing else is reachable from it. */
export interface MessageVariables {
  readonly customer: { readonly firstName: string }
  readonly shop: { readonly name: string; readonly url: string }
  readonly offer: { readonly label: string; readonly percent: number; readonly validDays: number }
  readonly coupon: { readonly code: string; readonly validUntil: string }
  readonly daysSinceLastOrder: number | null
  readonly favouriteCategory: string
  readonly unsubscribeUrl: string
}

const VARIABLES = new Set([
  'customer.firstName',
  'shop.name',
  'shop.url',
  'offer.label',
  'offer.percent',
  'offer.validDays',
  'coupon.code',
  'coupon.validUntil',
  'daysSinceLastOrder',
  'favouriteCategory',
  'unsubscribeUrl',
])

const FILTERS = new Set([
  'default',
  'upcase',
  'downcase',
  'capitalize',
  'strip',
  'truncate',
  'round',
  'ceil',
  'floor',
  'plus',
  'minus',
  'times',
  'divided_by',
  'escape',
])
const TAGS = new Set(['if', 'unless', 'case', 'assign', 'comment', 'raw'])

// Template engines have leaked environment variables and files through their helpers before, so only what is listed above exists here: no
// includes (the in-memory `templates` map replaces the file system), own properties only, and limits on time and memory.
function engine(): Liquid {
  const liquid = new Liquid({
    ownPropertyOnly: true,
    strictVariables: false,
    strictFilters: true,
    templates: {},
    parseLimit: 100_000,
    renderLimit: 500,
    memoryLimit: 1_000_000,
  })
  for (const name of Object.keys(liquid.filters)) if (!FILTERS.has(name)) delete liquid.filters[name]
  for (const name of Object.keys(liquid.tags)) if (!TAGS.has(name)) delete liquid.tags[name]
  // Messages are text; the code that turns one into HTML escapes all of it, once.
  liquid.registerFilter('escape', (value: unknown) => value)
  return liquid
}

const liquid = engine()
/** Far longer than any message. Parsing time grows with the square of the length. */
const MOST_TEMPLATE_CHARACTERS = 20_000
const MOST_CHARACTERS = 100_000

/** Which text of a message a template is. */
export interface TemplatePlace {
  readonly part: 'subject' | 'body'
  readonly language: TextLanguage
}

/**
 * Checks a template without rendering it.
 * @throws AppError `template-invalid` when it does not parse, names an unknown variable or uses a filter or tag that is not allowed.
 */
export function checkTemplate(text: string, place: TemplatePlace): void {
  const parsed = parse(text, place)
  for (const path of liquid.globalFullVariablesSync(parsed)) {
    const name = String(path)
    if (!VARIABLES.has(name)) {
      throw new AppError(
        'invalid-input',
        'template-invalid',
        `${nameOf(place)} uses the variable "${name}", which does not exist. Use one of: ${[...VARIABLES].join(', ')}.`,
        { details: { reason: 'variable', part: place.part, language: place.language, name } },
      )
    }
  }
}

/**
 * The text of a message. It is plain text; the code that turns it into HTML escapes it.
 * @throws AppError `template-invalid`, also when it takes more time or memory than a message may.
 */
export function renderText(text: string, variables: MessageVariables): string {
  const parsed = parse(text, null)
  let rendered: string
  try {
    rendered = String(liquid.renderSync(parsed, variables))
  } catch (error) {
    throw tooMuch(null, error)
  }
  if (rendered.length > MOST_CHARACTERS) throw tooMuch(null)
  return rendered
}

function parse(text: string, place: TemplatePlace | null): Template[] {
  // No allowed tag or filter needs a range; the memory limit stops ranges hidden inside quotation marks.
  if (text.length > MOST_TEMPLATE_CHARACTERS || hasRange(text)) throw tooMuch(place)
  try {
    return liquid.parse(text)
  } catch (error) {
    const reason = messageOf(error).split('\n')[0] ?? ''
    const wrong = whatIsWrong(reason)
    throw new AppError('invalid-input', 'template-invalid', `${nameOf(place)} is not a valid template: ${reason}.`, {
      cause: error,
      details: { reason: wrong.reason, name: wrong.name, part: place?.part ?? '', language: place?.language ?? '' },
    })
  }
}

/** `(1..9)` in an output or a tag, not inside a quoted text. */
function hasRange(text: string): boolean {
  for (const code of codeIn(text)) if (code.replaceAll(/"[^"]*"|'[^']*'/g, '').includes('..')) return true
  return false
}

/** What stands between `{{` or `{%` and the next `}}` or `%}`. One pattern for both ends would look for the end anew from every brace. */
function* codeIn(text: string): Generator<string> {
  const opening = /\{[{%]/g
  const closing = /[%}]\}/g
  while (opening.test(text)) {
    closing.lastIndex = opening.lastIndex
    const end = closing.exec(text)
    if (end === null) return
    yield text.slice(opening.lastIndex, end.index)
    opening.lastIndex = closing.lastIndex
  }
}

function tooMuch(place: TemplatePlace | null, cause?: unknown): AppError {
  return new AppError(
    'invalid-input',
    'template-invalid',
    `${nameOf(place)} takes too much time or memory: leave out ranges such as (1..9), and shorten it.`,
    {
      cause,
      details: { reason: 'limit', name: '', part: place?.part ?? '', language: place?.language ?? '' },
    },
  )
}

function nameOf(place: TemplatePlace | null): string {
  return place === null ? 'The message' : `The ${place.part} (${place.language})`
}

/** The engine reports unknown names in English; the name is kept and the sentence replaced by ours. */
function whatIsWrong(said: string): { readonly reason: 'filter' | 'tag' | 'syntax'; readonly name: string } {
  const filter = /undefined filter: ([\w-]+)/.exec(said)?.[1]
  if (filter !== undefined) return { reason: 'filter', name: filter }
  const tag = /tag "([\w-]+)" not found/.exec(said)?.[1]
  if (tag !== undefined) return { reason: 'tag', name: tag }
  return { reason: 'syntax', name: '' }
}
