import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { messageOf } from '#kernel/app-error.ts'
import { VariableMissing } from '#decide/template-engine.ts'
import type { CompiledForm } from './compile-content.ts'
import { slotOf } from '../pieces/piece-slots.ts'
import { HTML_ENGINE, TEXT_ENGINE, valueAt, withFallbacks } from './variables.ts'
import type { ContentVariables } from './variables.ts'

export type RenderedForm =
  | { readonly kind: 'rendered'; readonly texts: Readonly<Record<string, string>> }
  /** `variable_missing` with the name, `no_piece` with the tags or the variable, or `template_error` with the place. */
  | {
      readonly kind: 'not_made'
      readonly reason: 'variable_missing' | 'no_piece' | 'template_error'
      readonly detail: string
      /** Every variable that would have to be there, the first of them is `detail`; empty where it is none or no piece is left. */
      readonly missing: readonly string[]
    }

/** All texts of a form with the values of one customer. A variable without a value and without a fallback stops the message: a sentence with a gap in it is never sent. */
export function renderForm(
  form: CompiledForm,
  values: ContentVariables,
  fallbacks: Readonly<Record<string, BilingualText>>,
  language: TextLanguage,
  links: Readonly<Record<string, string>>,
): RenderedForm {
  const variables = { ...withFallbacks(values, fallbacks, language), link: links }
  const unfilled = unfilledSlot(form, variables)
  if (unfilled !== null) return { kind: 'not_made', reason: 'no_piece', detail: unfilled, missing: [] }
  const texts: Record<string, string> = {}
  for (const [place, template] of Object.entries(form.texts)) {
    try {
      texts[place] = place === 'html' ? HTML_ENGINE.render(template, variables, true) : TEXT_ENGINE.render(template, variables, true)
    } catch (error) {
      if (error instanceof VariableMissing) {
        const detail = fullName(error.variable, form)
        if (isOfNoPiece(detail, variables)) return { kind: 'not_made', reason: 'no_piece', detail, missing: [] }
        return { kind: 'not_made', reason: 'variable_missing', detail, missing: allMissing(form, variables, detail) }
      }
      return { kind: 'not_made', reason: 'template_error', detail: `${place}: ${messageOf(error).slice(0, 200)}`, missing: [] }
    }
  }
  return { kind: 'rendered', texts }
}

/** What is missing after the first: the form is rendered with something in the place of each until nothing is asked for any more. */
function allMissing(form: CompiledForm, variables: object, first: string): readonly string[] {
  const missing = new Set([first])
  let filled = put(variables, first)
  for (const [place, template] of Object.entries(form.texts)) {
    for (let tries = 0; tries <= form.names.size; tries += 1) {
      try {
        if (place === 'html') HTML_ENGINE.render(template, filled, true)
        else TEXT_ENGINE.render(template, filled, true)
        break
      } catch (error) {
        if (!(error instanceof VariableMissing)) break
        const name = fullName(error.variable, form)
        missing.add(name)
        filled = put(filled, name)
      }
    }
  }
  return [...missing]
}

function put(variables: object, name: string): object {
  const [first = '', second] = name.split('.')
  const of: unknown = Object.hasOwn(variables, first) ? variables[first as keyof typeof variables] : undefined
  return { ...variables, [first]: second === undefined ? '-' : { ...(typeof of === 'object' ? of : {}), [second]: '-' } }
}

/** A variable of a piece where none is left for the customer; one of a piece that is there just has no such value. */
function isOfNoPiece(name: string, variables: object): boolean {
  const slot = slotOf(name)
  return slot !== null && valueAt(variables, `${slot}.title`) === undefined
}

/** The first slot that must be filled and is not, as its tags; null: there is none. */
export function unfilledSlot({ pieces }: CompiledForm, values: object): string | null {
  const slot = pieces.find(({ name, optional }) => !optional && valueAt(values, `${name}.title`) === undefined)
  return slot === undefined ? null : slot.tags.join(', ')
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
  return [...form.names].filter((name) => slotOf(name) === null && valueAt(variables, name) === undefined)
}
