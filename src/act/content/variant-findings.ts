import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Finding, FindingSeverity } from './content-findings.ts'
import { variantSegments } from './content-variants.ts'
import { formsOf } from './message-content.ts'
import type { ContentVariant, MessageContent } from './message-content.ts'
import type { SegmentProblem, VariantSegment } from './variant-ports.ts'

/** What is wrong with whom a variant is for, whatever it says. Reads nothing. */
export function variantFindings(content: MessageContent, variant: ContentVariant): readonly Finding[] {
  const found: Finding[] = []
  const { segment, language } = variant.when
  if (segment === null && language === null) {
    found.push(
      about('variant-for-nobody', 'error', 'when', {
        zh: '没有选择分群或语言：没有客户会收到这份专属文案。请选择一个条件，或删除它。',
        en: 'Neither a segment nor a language is chosen: nobody gets this variant. Choose one, or delete the variant.',
      }),
    )
  }
  if (formsOf(variant).length === 0) {
    found.push(
      about('variant-empty', 'error', 'forms', {
        zh: '没有写任何渠道：没有客户会收到这份专属文案。请为至少一个渠道写文案。',
        en: 'It has words for no channel: nobody gets this variant. Write one channel or more.',
      }),
    )
  }
  const first = earlierFor(content, variant)
  if (first !== null) {
    found.push(
      about('variant-never-reached', 'warning', 'when', {
        zh: `排在前面的“${first.name}”已经包含同样的客户：永远轮不到这份专属文案。请调整顺序或条件。`,
        en: `“${first.name}” comes first and is for all of the same customers: this variant is never reached. Change the order or a condition.`,
      }),
    )
  }
  if (variant.sms !== undefined && hasWords(variant.sms.text)) {
    const inherited = Object.keys(content.sms?.templates ?? {}).filter((provider) => variant.sms?.templates[provider] === undefined)
    if (inherited.length > 0) found.push(template('sms.templates'))
  }
  const { wechat } = variant
  if (
    wechat !== undefined &&
    wechat.template === null &&
    wechat.kind === content.wechat?.kind &&
    wechat.kind !== 'service' &&
    hasWords(wechat.text)
  ) {
    found.push(template('wechat.template'))
  }
  return found
}

/** Variants whose segment cannot be asked, and so are for nobody. `states` is of all segments of the variants. */
export function segmentFindings(content: MessageContent, states: ReadonlyMap<string, VariantSegment>): readonly Finding[] {
  return (content.variants ?? []).flatMap((variant) => {
    const problem = problemOf(variant, states)
    return problem === null ? [] : [{ ...about('variant-segment-gone', 'error', 'when', GONE[problem]), variant: variant.name }]
  })
}

/** Names of the variants whose segment cannot be asked. */
export function lostVariants(content: MessageContent, states: ReadonlyMap<string, VariantSegment>): readonly string[] {
  return (content.variants ?? []).filter((variant) => problemOf(variant, states) !== null).map(({ name }) => name)
}

/** Reads the states of the segments that the variants of a content ask for; none where there are none. */
export async function statesOf(
  content: MessageContent,
  segments: { states(ids: readonly string[]): Promise<ReadonlyMap<string, VariantSegment>> },
): Promise<ReadonlyMap<string, VariantSegment>> {
  const ids = variantSegments(content)
  return ids.length === 0 ? new Map() : await segments.states(ids)
}

const GONE: Readonly<Record<SegmentProblem, BilingualText>> = {
  missing: {
    zh: '所选分群已不存在：没有客户会收到这份专属文案，他们收到的是默认文案。请另选分群。',
    en: 'The chosen segment does not exist: nobody gets this variant, they get the default words. Choose another segment.',
  },
  archived: {
    zh: '所选分群已归档：没有客户会收到这份专属文案，他们收到的是默认文案。请另选分群，或恢复该分群。',
    en: 'The chosen segment is archived: nobody gets this variant, they get the default words. Choose another segment, or restore it.',
  },
  broken: {
    zh: '所选分群的条件已失效：没有客户会收到这份专属文案，他们收到的是默认文案。请修正该分群的条件，或另选分群。',
    en: 'The condition of the chosen segment can no longer be read: nobody gets this variant, they get the default words. Mend the segment, or choose another.',
  },
}

function problemOf({ when }: ContentVariant, states: ReadonlyMap<string, VariantSegment>): SegmentProblem | null {
  return when.segment === null ? null : (states.get(when.segment)?.problem ?? null)
}

/** One before it that takes everybody whom it is for, on each of its channels. */
function earlierFor({ variants = [] }: MessageContent, variant: ContentVariant): ContentVariant | null {
  const channels = formsOf(variant)
  if (channels.length === 0) return null
  const before = variants.slice(0, variants.indexOf(variant))
  return before.find((one) => isWider(one.when, variant.when) && channels.every((channel) => one[channel] !== undefined)) ?? null
}

/** States nothing that the other does not state too, and states something. */
function isWider(a: ContentVariant['when'], b: ContentVariant['when']): boolean {
  if (a.segment === null && a.language === null) return false
  return (a.segment === null || a.segment === b.segment) && (a.language === null || a.language === b.language)
}

function hasWords({ zh, en }: BilingualText): boolean {
  return zh.trim() !== '' || en.trim() !== ''
}

function template(place: string): Finding {
  return about('variant-base-template', 'warning', place, {
    zh: '这份专属文案沿用默认文案的审核模板：按模板发送的服务商发出的是默认文案。请填写专属的模板。',
    en: 'It has words of its own and the reviewed template of the default words: providers that send templates send the default. Name a template of its own.',
  })
}

function about(code: string, severity: FindingSeverity, place: string, text: BilingualText): Finding {
  return { code, severity, place, language: 'zh', text }
}
