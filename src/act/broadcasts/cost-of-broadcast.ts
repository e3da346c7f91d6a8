import type { Channel } from '#decide/strategy.ts'
import type { MessageContent } from '../content/message-content.ts'
import { withVariant } from '../content/content-variants.ts'
import { smsLength } from '../content/sms-length.ts'
import type { BroadcastDefinition } from './broadcast.ts'

/** Parts of a text message before its variables are filled in, of the longer language: what is filled in may add one. */
export function partsOf({ sms }: Pick<MessageContent, 'sms'>): number {
  if (sms === undefined) return 1
  return Math.max(1, ...[sms.text.zh, sms.text.en].map((text) => smsLength({ text, signature: '', region: 'home' }).parts))
}

/** What one message costs, minor units; null: nobody said. Of text messages an estimate, since the length of what is filled in is not known. */
export function costOf(
  { unitCosts }: Pick<BroadcastDefinition, 'unitCosts'>,
  content: MessageContent,
): (channel: Channel, variant?: string) => number | null {
  const parts = partsOf(content)
  const ofVariants = new Map((content.variants ?? []).map((variant) => [variant.id, partsOf(withVariant(content, variant, 'zh'))]))
  return (channel, variant = '') => {
    const cost = unitCosts[channel]
    return cost === undefined ? null : cost * (channel === 'sms' ? (ofVariants.get(variant) ?? parts) : 1)
  }
}
