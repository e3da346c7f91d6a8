import type { BilingualText } from '#kernel/bilingual-text.ts'
import { compileForm } from '../content/compile-content.ts'
import type { Finding, FindingSeverity } from '../content/content-findings.ts'
import { saidBy } from '../content/content-variants.ts'
import type { MessageContent } from '../content/message-content.ts'
import type { StoredOffer } from './offer-ports.ts'
import { whyNotGiven } from './offer-validity.ts'

/** What is wrong with the offer that a content names, as it is now. `stored` null: there is none of the id. */
export function offerFindings(content: MessageContent, stored: StoredOffer | null, today: string): readonly Finding[] {
  const names = new Set(saidBy(content).flatMap(({ channel, language, said }) => [...(compileForm(said, channel, language)?.names ?? [])]))
  const says = (name: string): boolean => names.has(`offer.${name}`)
  if (content.offerId === undefined) {
    return names.has('offer.terms') || names.has('offer.value')
      ? [
          found('offer-not-chosen', 'warning', {
            zh: '文案提到了优惠条款，但没有选择优惠：群发消息会因缺少内容而不生成。请选择一个优惠。',
            en: 'The words name the terms of an offer, but no offer is chosen: messages of a broadcast would not be made. Choose one.',
          }),
        ]
      : []
  }
  if (stored === null) {
    return [
      found('offer-missing', 'error', {
        zh: '选择的优惠已不存在：消息不会生成。请重新选择。',
        en: 'The chosen offer is not there any more: no message would be made. Choose another.',
      }),
    ]
  }
  const all: Finding[] = []
  const reason = whyNotGiven(stored, today)
  if (reason === 'offer_ended') {
    all.push(
      found('offer-over', 'error', {
        zh: `优惠“${stored.offer.name}”已结束：消息不会生成。请换一个优惠。`,
        en: `The offer “${stored.offer.name}” has ended: no message would be made. Choose another.`,
      }),
    )
  } else if (reason === 'offer_not_live') {
    all.push(
      found('offer-not-live', 'warning', {
        zh: `优惠“${stored.offer.name}”尚未发布、已暂停或未到开始日期：现在发送的消息不会生成。`,
        en: `The offer “${stored.offer.name}” is a draft, paused or has not begun: messages that are sent now would not be made.`,
      }),
    )
  }
  const { stock } = stored.offer
  if (stock !== null && stored.issued >= stock) {
    all.push(
      found('offer-out-of-stock', 'warning', {
        zh: `优惠“${stored.offer.name}”已发完：消息不会生成。请增加库存或换一个优惠。`,
        en: `The offer “${stored.offer.name}” is used up: no message would be made. Raise its stock or choose another.`,
      }),
    )
  }
  if (![...names].some((name) => name.startsWith('offer.') || name.startsWith('coupon.'))) {
    all.push(
      found('offer-unsaid', 'warning', {
        zh: '选择了优惠，但文案没有提到它：客户看不到，也不会发出优惠码。请插入优惠模块或变量。',
        en: 'An offer is chosen, but the words never name it: nobody would see it, and no code is given out. Put in the offer block or a variable.',
      }),
    )
  }
  if ((says('code') || names.has('coupon.code')) && stored.offer.codes.mode === 'none' && !hasBlock(content)) {
    all.push(
      found('offer-without-code', 'warning', {
        zh: '文案需要优惠码，但这个优惠没有码：消息会因缺少内容而不生成。',
        en: 'The words need a code, but this offer has none: the message would not be made for lack of it.',
      }),
    )
  }
  return all
}

/** The block asks for a code only where there is one. */
function hasBlock({ email }: MessageContent): boolean {
  return email?.body.kind === 'blocks' && JSON.stringify(email.body.blocks).includes('"kind":"offer"')
}

function found(code: string, severity: FindingSeverity, text: BilingualText): Finding {
  return { code, severity, place: 'offer', language: 'zh', text }
}
