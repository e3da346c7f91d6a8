import { Engine } from 'mrml'
import { AppError } from '#kernel/app-error.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { TagKeeper } from './template-parts.ts'

const MOST_CHARACTERS = 300_000
const ELEMENTS = new Set(
  (
    'head body attributes all class breakpoint font html-attributes preview style title accordion accordion-element accordion-title accordion-text ' +
    'button carousel carousel-image column divider group hero image navbar navbar-link raw section social social-element spacer table text wrapper'
  ).split(' '),
)
let engine: Engine | null = null

/**
 * MJML to HTML; tags of the template stay as they are. About half a millisecond for a usual mail; reads no file and no address, so `mj-include` is refused.
 * @throws AppError `mjml-wrong` with the part and what the compiler says
 */
export function compileMjml(mjml: string, part: string, language: TextLanguage): string {
  if (mjml.length > MOST_CHARACTERS) throw wrong(part, language, `it is longer than ${MOST_CHARACTERS} characters`)
  if (/<mj-include\b/iu.test(mjml)) throw wrong(part, language, 'mj-include is not allowed: write everything into the mail itself')
  if (!mjml.trimStart().startsWith('<mjml')) throw wrong(part, language, 'it must begin with <mjml>')
  for (const [, name = ''] of mjml.matchAll(/<mj-([a-z-]{1,40})/giu)) {
    // The compiler would drop what it does not know, and nobody would see why.
    if (!ELEMENTS.has(name)) throw wrong(part, language, `there is no element mj-${name}`)
  }
  const tags = new TagKeeper()
  engine ??= open()
  const result = engine.toHtml(tags.hide(mjml))
  if (result.type === 'error') throw wrong(part, language, result.message.slice(0, 300))
  return tags.show(result.content)
}

function open(): Engine {
  const made = new Engine()
  made.setParserOptions({ includeLoader: { type: 'noop' } })
  // No font of another host: opening a mail must tell nobody but us.
  made.setRenderOptions({ disableComments: true, socialIconOrigin: null, fonts: {} })
  return made
}

function wrong(part: string, language: TextLanguage, why: string): AppError {
  return new AppError('invalid-input', 'mjml-wrong', `The MJML of ${part} (${language}) cannot be compiled: ${why}.`, {
    details: { part, language, why },
  })
}
