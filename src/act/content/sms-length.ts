import type { MessagePurpose } from '../outgoing-message.ts'

/**
 * How long a text message is, and what it costs. Mainland China counts every character as one; elsewhere the alphabet of the text decides (3GPP TS 23.038:
 * GSM-7 with its extension, UCS-2 otherwise). Sources: help.aliyun.com and cloud.tencent.com on the counting of messages.
 */

/** Where the number is: `home` is mainland China. */
export type SmsRegion = 'home' | 'international'
export type SmsEncoding = 'home' | 'gsm7' | 'ucs2'

export interface SmsLength {
  readonly encoding: SmsEncoding
  /** Counted characters, with the signature and its 【】: UTF-16 code units at home and in UCS-2, septets in GSM-7. */
  readonly used: number
  /** Of them, how many are the signature. */
  readonly signature: number
  /** Messages that are charged; 0 for an empty text. */
  readonly parts: number
  /** What fits into the last part before there is one more. */
  readonly left: number
  readonly limit: number
  readonly isTooLong: boolean
  /** Characters that make the whole text UCS-2 and so more than twice as long, each once; empty in the other encodings. */
  readonly outsideGsm7: readonly string[]
}

/** What one part and each of several hold: several lose room to the numbers that join them. */
const SIZES: Readonly<Record<SmsEncoding, { readonly alone: number; readonly joined: number }>> = {
  home: { alone: 70, joined: 67 },
  gsm7: { alone: 160, joined: 153 },
  ucs2: { alone: 70, joined: 67 },
}
/** Characters in all, with the signature: of Alibaba Cloud and Tencent Cloud at home, of Twilio elsewhere. */
const LIMITS: Readonly<Record<SmsRegion, number>> = { home: 500, international: 1_600 }

const GSM7 = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
/** These take an escape and so two septets. */
const GSM7_EXTENSION = new Set('\f^{}\\[~]|€')

/** Length of a text as the customer reads it. `signature` is written without 【】, which are counted with it; '' where the provider puts none before the text. */
export function smsLength({
  text,
  signature,
  region,
}: {
  readonly text: string
  readonly signature: string
  readonly region: SmsRegion
}): SmsLength {
  const prefix = signature === '' ? '' : `【${signature}】`
  const characters = [...prefix, ...text]
  const outside = region === 'home' ? [] : characters.filter((one) => !GSM7.has(one) && !GSM7_EXTENSION.has(one))
  const encoding: SmsEncoding = region === 'home' ? 'home' : outside.length === 0 ? 'gsm7' : 'ucs2'
  const weights = characters.map((one) => weightOf(one, encoding))
  const used = sum(weights)
  const { parts, left } = split(weights, used, encoding)
  const limit = LIMITS[region]
  return {
    encoding,
    used,
    signature: sum([...prefix].map((one) => weightOf(one, encoding))),
    parts,
    left,
    limit,
    isTooLong: prefix.length + text.length > limit,
    outsideGsm7: [...new Set(outside)],
  }
}

/** What carriers in China want at the end of every commercial message, in these words. */
export const REFUSAL_TEXT = '拒收请回复R'

/** Whether a text tells how to refuse in the words that carriers take; blanks, width and case do not matter. */
export function hasRefusalText(text: string): boolean {
  return text.normalize('NFKC').replaceAll(/\s+/g, '').toUpperCase().includes(REFUSAL_TEXT)
}

/** The text with the way to refuse at its end, once; unchanged where it has one. For marketing to mainland China. */
export function withRefusalText(text: string): string {
  if (hasRefusalText(text)) return text
  const end = text.trimEnd()
  if (end === '') return REFUSAL_TEXT
  // Phones take what follows a link without a blank for a part of it.
  if (/https?:\/\//.test(end.split(/\s/).at(-1) ?? '')) return `${end} ${REFUSAL_TEXT}`
  return /[\p{P}\p{S}]$/u.test(end) ? `${end}${REFUSAL_TEXT}` : `${end}，${REFUSAL_TEXT}`
}

/** The text as it leaves: marketing to mainland China tells how to refuse, whatever its language. `to` is a number in E.164. */
export function smsTextFor(text: string, { purpose, to }: { readonly purpose: MessagePurpose; readonly to: string }): string {
  return purpose === 'marketing' && smsRegionOf(to) === 'home' ? withRefusalText(text) : text
}

/** The region of a number in E.164. */
export function smsRegionOf(phone: string): SmsRegion {
  return phone.startsWith('+86') ? 'home' : 'international'
}

/**
 * What messages cost, in millionths of the currency unit, so that a price of 0.045 is exact. `pricePerPart` is in the same; null: the price is not known, and
 * neither is the cost. Home messages that the carrier refuses cost nothing, so this is the most.
 */
export function smsCost(parts: number, pricePerPart: number | null): number | null {
  return pricePerPart === null ? null : parts * pricePerPart
}

function weightOf(character: string, encoding: SmsEncoding): number {
  if (encoding !== 'gsm7') return character.length
  return GSM7_EXTENSION.has(character) ? 2 : 1
}

/** A character of two units stands in one part whole, so a part may end one unit early; at home the count alone decides. */
function split(weights: readonly number[], used: number, encoding: SmsEncoding): { readonly parts: number; readonly left: number } {
  const { alone, joined } = SIZES[encoding]
  if (used === 0) return { parts: 0, left: alone }
  if (used <= alone) return { parts: 1, left: alone - used }
  if (encoding === 'home') return { parts: Math.ceil(used / joined), left: Math.ceil(used / joined) * joined - used }
  let parts = 1
  let filled = 0
  for (const weight of weights) {
    if (filled + weight > joined) {
      parts += 1
      filled = 0
    }
    filled += weight
  }
  return { parts, left: joined - filled }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
