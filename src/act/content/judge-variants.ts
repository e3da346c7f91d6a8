import { chooseVariant } from './content-variants.ts'
import type { VariantQuestion } from './content-variants.ts'
import type { MessageContent } from './message-content.ts'
import type { VariantSegment } from './variant-ports.ts'
import type { VariantReason } from './variant-reasons.ts'

export interface VariantVerdict {
  readonly id: string
  readonly name: string
  /** Of its segment; empty: it asks for none, or for one that does not exist. */
  readonly segment: string
  readonly reason: VariantReason
}

/** Every variant that has a form for the channel, in its order, and why a customer gets it or not. */
export function judgeVariants(
  content: Pick<MessageContent, 'variants'>,
  question: VariantQuestion & { readonly states: ReadonlyMap<string, VariantSegment> },
): readonly VariantVerdict[] {
  const taken = chooseVariant(content, question)
  const own = (content.variants ?? []).filter((variant) => variant[question.channel] !== undefined)
  const at = taken === null ? own.length : own.indexOf(taken)
  return own.map(({ id, name, when }, i) => {
    const state = when.segment === null ? null : (question.states.get(when.segment) ?? null)
    const said = { id, name, segment: state?.name ?? '' }
    if (i === at) return { ...said, reason: 'taken' }
    if (i > at) return { ...said, reason: 'earlier' }
    if (when.segment === null && when.language === null) return { ...said, reason: 'for_nobody' }
    if (state !== null && state.problem !== null) return { ...said, reason: 'segment_gone' }
    return { ...said, reason: when.language !== null && when.language !== question.language ? 'other_language' : 'not_in_segment' }
  })
}
