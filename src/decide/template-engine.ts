import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { AssignTag, Liquid, Value } from 'liquidjs'
import type { Context, Template } from 'liquidjs'
import { AppError, messageOf } from '#kernel/app-error.ts'

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

/** Which text of a message a template is. */
export interface TemplatePlace {
  /** Such as `subject` and `body`; of a content its form too, such as `email.subject`. */
  readonly part: string
  readonly language: TextLanguage
}

export interface TemplateOptions {
  /** A variable without a value stops the message, outside of conditions and of the filter `default`; otherwise it is an empty text. */
  readonly strict: boolean
  /** What a value becomes where it is put in. Absent: as it is. */
  readonly escape?: (value: unknown) => string
}

/** Far longer than any message. Parsing time grows with the square of the length. */
const MOST_TEMPLATE_CHARACTERS = 20_000
const MOST_CHARACTERS = 100_000

/** A variable that a message needs and a customer has no value of. */
export class VariableMissing extends Error {
  readonly variable: string

  constructor(variable: string) {
    super(`no value of ${variable}`)
    this.name = 'VariableMissing'
    this.variable = variable
  }
}

/** LiquidJS with what messages need and nothing else. */
export class TemplateEngine {
  readonly #liquid: Liquid
  readonly #isKnown: (name: string) => boolean
  readonly #names: string
  readonly #parsed = new Map<string, Template[]>()
  /** Names that the text being rendered gave to a variable without a value, with that variable. */
  readonly #empty = new Map<string, string>()

  /** @param names what an author is told to choose from */
  constructor(isKnown: (name: string) => boolean, names: string, options: TemplateOptions) {
    this.#liquid = engine(options)
    if (options.strict) this.#liquid.registerTag('assign', strictAssign(this.#empty))
    this.#isKnown = isKnown
    this.#names = names
  }

  /**
   * Checks a template without rendering it. Returns the variables that it uses.
   * @throws AppError `template-invalid` when it does not parse, names an unknown variable or uses a filter or tag that is not allowed.
   */
  check(text: string, place: TemplatePlace): readonly string[] {
    const names = this.#liquid.globalFullVariablesSync(this.#parse(text, place)).map(String)
    for (const name of names) {
      if (!this.#isKnown(name)) {
        throw new AppError(
          'invalid-input',
          'template-invalid',
          `${nameOf(place)} uses the variable "${name}", which does not exist. Use one of: ${this.#names}.`,
          { details: { reason: 'variable', part: place.part, language: place.language, name } },
        )
      }
    }
    return names
  }

  /** The variables that a template uses, known or not. @throws AppError `template-invalid` */
  names(text: string): readonly string[] {
    return this.#liquid.globalFullVariablesSync(this.#kept(text)).map(String)
  }

  /**
   * The text with its values. Templates are used again for many customers, so each is parsed once. `isPage`: it may be the page of a mail, which is longer than a text.
   * @throws VariableMissing where the engine is strict
   * @throws AppError `template-invalid`, also when it takes more time or memory than a message may.
   */
  render(text: string, variables: object, isPage = false): string {
    const parsed = this.#kept(text)
    let rendered: string
    this.#empty.clear()
    try {
      rendered = String(this.#liquid.renderSync(parsed, variables))
    } catch (error) {
      const missing = missingOf(error)
      if (missing !== null) throw new VariableMissing(this.#empty.get(missing) ?? missing)
      throw tooMuch(null, error)
    }
    if (rendered.length > MOST_CHARACTERS * (isPage ? PAGE_FACTOR : 1)) throw tooMuch(null)
    return rendered
  }

  #kept(text: string): Template[] {
    const known = this.#parsed.get(text)
    if (known !== undefined) return known
    if (this.#parsed.size >= MOST_KEPT) this.#parsed.clear()
    const parsed = this.#parse(text, null)
    this.#parsed.set(text, parsed)
    return parsed
  }

  #parse(text: string, place: TemplatePlace | null): Template[] {
    // No allowed tag or filter needs a range; the memory limit stops ranges hidden inside quotation marks.
    if (text.length > MOST_TEMPLATE_CHARACTERS * (place === null ? COMPILED_FACTOR : 1) || hasRange(text)) throw tooMuch(place)
    try {
      return this.#liquid.parse(text)
    } catch (error) {
      const reason = messageOf(error).split('\n')[0] ?? ''
      const wrong = whatIsWrong(reason)
      throw new AppError('invalid-input', 'template-invalid', `${nameOf(place)} is not a valid template: ${reason}.`, {
        cause: error,
        details: { reason: wrong.reason, name: wrong.name, part: place?.part ?? '', language: place?.language ?? '' },
      })
    }
  }
}

const MOST_KEPT = 500
const PAGE_FACTOR = 4
/** A mail is compiled from a short text to a long page of tables. */
const COMPILED_FACTOR = 20

// Template engines have leaked environment variables and files through their helpers before, so only what is listed above exists here: no
// includes (the in-memory `templates` map replaces the file system), own properties only, and limits on time and memory.
function engine({ strict, escape }: TemplateOptions): Liquid {
  const liquid = new Liquid({
    ownPropertyOnly: true,
    strictVariables: strict,
    lenientIf: true,
    strictFilters: true,
    templates: {},
    parseLimit: 100_000 * COMPILED_FACTOR,
    renderLimit: 500,
    memoryLimit: 1_000_000,
    ...(escape === undefined ? {} : { outputEscape: escape }),
  })
  for (const name of Object.keys(liquid.filters)) if (!FILTERS.has(name)) delete liquid.filters[name]
  for (const name of Object.keys(liquid.tags)) if (!TAGS.has(name)) delete liquid.tags[name]
  // What escapes a value knows where it goes; an author's own escaping would do it twice.
  liquid.registerFilter('escape', (value: unknown) => value)
  return liquid
}

/** An `assign` that takes no empty text for a value that is missing: where the new name is put in, the message stops as if the variable itself stood there. */
function strictAssign(empty: Map<string, string>): typeof AssignTag {
  return class extends AssignTag {
    override *render(context: Context): Generator<unknown, void, unknown> {
      const [value] = this.arguments()
      const [name] = this.localScope()
      if (!(value instanceof Value) || name === undefined) return
      const scope = context.bottom()
      try {
        scope[name.content] = yield value.value(context, false)
        empty.delete(name.content)
      } catch (error) {
        const missing = missingOf(error)
        if (missing === null) throw error
        scope[name.content] = undefined
        empty.set(name.content, empty.get(missing) ?? missing)
      }
    }
  }
}

/** The variable that a strict engine found no value of. */
function missingOf(error: unknown): string | null {
  const original = error instanceof Error && 'originalError' in error ? error.originalError : error
  return original instanceof Error && 'variableName' in original && typeof original.variableName === 'string' ? original.variableName : null
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
