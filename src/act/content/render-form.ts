import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { messageOf } from '#kernel/app-error.ts'
import { VariableMissing } from '#decide/template-engine.ts'
import type { CompiledForm } from './compile-content.ts'
import { HTML_ENGINE, TEXT_ENGINE, valueAt, withFallbacks } from './variables.ts'
import type { ContentVariables } from './variables.ts'

export type RenderedForm =
  | { readonly kind: 'rendered'; readonly texts: Readonly<Record<string, string>> }
  /** `variable_missing` with the name, or `template_error` with the place. */
  | { readonly kind: 'not_made'; readonly reason: 'variable_missing' | 'template_error'; readonly detail: string }

/** All texts of a form with the values of one customer. A variable without a value and without a fallback stops the message: a sentence with a gap in it is never sent. */
export function renderForm(
  form: CompiledForm,
  values: ContentVariables,
  fallbacks: Readonly<Record<string, BilingualText>>,
  language: TextLanguage,
  links: Readonly<Record<string, string>>,
): RenderedForm {
  const variables = { ...withFallbacks(values, fallbacks, language), link: links }
  const texts: Record<string, string> = {}
  for (const [place, template] of Object.entries(form.texts)) {
    try {
      texts[place] = place === 'html' ? HTML_ENGINE.render(template, variables, true) : TEXT_ENGINE.render(template, variables, true)
    } catch (error) {
      if (error instanceof VariableMissing) return { kind: 'not_made', reason: 'variable_missing', detail: fullName(error.variable, form) }
      return { kind: 'not_made', reason: 'template_error', detail: `${place}: ${messageOf(error).slice(0, 200)}` }
    }
  }
  return { kind: 'rendered', texts }
}

/** The engine names the last part of a dotted name: the whole one is among those that the form uses. */
function fullName(name: string, { names }: CompiledForm): string {
  if (names.has(name)) return name
  return [...names].find((one) => one.endsWith(`.${name}`)) ?? name
}

/** Variables of a form that a customer has no value of and the content no fallback for; those inside of conditions may not be needed. */
export function lacking(
  form: CompiledForm,
  values: ContentVariables,
  fallbacks: Readonly<Record<string, BilingualText>>,
  language: TextLanguage,
): readonly string[] {
  const variables = withFallbacks(values, fallbacks, language)
  return [...form.names].filter((name) => !name.startsWith('piece.') && valueAt(variables, name) === undefined)
}
