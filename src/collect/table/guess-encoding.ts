import { isCentral, isCentralLetter, isCentralPair } from './central-european.ts'
import { cyrillicLook, runsOf } from './cyrillic-look.ts'
import { CHINESE_NAMES, KOREAN_NAMES, TRADITIONAL_NAMES } from './name-characters.ts'
import { isTurkishPair, turkishVotes } from './turkish.ts'

/** The encodings that are told apart where no byte-order mark says it and the text is not UTF-8. */
export type GuessedEncoding =
  | 'gb18030'
  | 'big5'
  | 'shift_jis'
  | 'euc-kr'
  | 'windows-1250'
  | 'windows-1251'
  | 'windows-1252'
  | 'windows-1254'
  | 'koi8-r'

/** How a piece of a text looks when it is read in an encoding. Neutral ones, such as punctuation, count as nothing. */
export type Look = 'common' | 'rare' | 'neutral' | 'invalid'

interface Reading {
  readonly encoding: GuessedEncoding
  /** Bytes of the character at a place, and its look. */
  readonly look: (bytes: Uint8Array, at: number) => readonly [number, Look]
  /** Characters that are frequent in genuine texts. */
  readonly frequent: RegExp
  /** Whether they hold those of names, which may be rare in other texts. */
  readonly names?: boolean
  /** Without any of them a text is not of this encoding, and it is less likely where no run of letters has an odd length. */
  readonly needsProof?: boolean
}

/** A byte that is no text weighs as much as several characters that are rare. */
const INVALID = 5
/** Below this nothing is plausible. */
const LEAST = 0.3
/** Of one byte a character, and every run of letters could as well be of two: less likely with each run. */
const [UNPROVEN, UNPROVEN_RUN] = [0.5, 0.8]
/** Words that may all have an even number of letters by chance. */
const FEW_RUNS = 3
/** If only plausibility decides, a text that can be Chinese is, unless another encoding is this much more plausible. */
const CLEARLY = 1.2
/** One or two names are too little evidence. */
const [FEW_BYTES, CLEARLY_SHORT] = [12, 2]
/** Weight of the frequent characters beside that of the common part of a character set. */
const FREQUENT = 0.5

/** The ten letters that make up most of a Russian text. */
const CYRILLIC = /[оеаинтсрвл]/gi

const READINGS: readonly Reading[] = [
  {
    encoding: 'gb18030',
    look: lookOfGb,
    frequent: charactersOf(
      '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处府手机号商品名称订单编号金额数量姓名地址收货付款时间状态店铺支付客户会员退款备注元茶包北京上海市广东省',
      CHINESE_NAMES,
    ),
    names: true,
  },
  {
    encoding: 'big5',
    look: lookOfBig5,
    frequent: charactersOf(
      '的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只沒結解問意建月公無系軍很情者最立代想已通並提直題黨程展五果料象員革位入常文總次品式活設及管特件長求老頭基資邊流路級少圖山統接知較將組見計別手機號商品名稱訂單編號金額數量姓名地址收貨付款時間狀態店鋪支付客戶會員退款備註元茶包台北市縣區',
      TRADITIONAL_NAMES,
    ),
    names: true,
  },
  {
    encoding: 'shift_jis',
    look: lookOfShiftJis,
    frequent: /[\u3041-\u3096\u30A1-\u30FC一日年月大人本中金額注文番号商品名数量顧客氏住所電話合計会員円東京都市区]/g,
  },
  {
    encoding: 'euc-kr',
    look: lookOfEucKr,
    frequent: charactersOf(
      '이다는을의에가를고은하지로한도서사기리어자나시인대그해수아일보전정제주있상것들스부라장구과만여게원면성동안조국유화문선경세무오우소비신생공마관계연물중용내체간위행실방모들품번호금액량고객명전화날짜결제배송메일',
      KOREAN_NAMES,
    ),
    names: true,
  },
  { encoding: 'windows-1252', look: lookOfLatin, frequent: /[äöüßýþðÄÖÜéèêëàâáãåçñíìîïóòôõúùûøæœšžýÉÀÁÇÑØÅŠŽ€£’°³¹¿]/g },
  { encoding: 'windows-1251', look: cyrillicLook('windows-1251'), frequent: CYRILLIC, needsProof: true },
  { encoding: 'koi8-r', look: cyrillicLook('koi8-r'), frequent: CYRILLIC, needsProof: true },
]

export interface EncodingGuess {
  readonly encoding: GuessedEncoding
  /** False where another one is nearly as plausible: people should look at the names. */
  readonly sure: boolean
}

/**
 * The encoding in which a text is most plausible: one may be valid in several, but only in its own it has the common characters of a language. Undefined
 * when none is. `sample` holds lines with bytes beyond ASCII.
 */
export function guessEncoding(sample: Uint8Array): EncodingGuess | undefined {
  const ranked = READINGS.map((reading) => ({ encoding: reading.encoding, score: plausibility(sample, reading) })).toSorted(
    (a, b) => b.score - a.score,
  )
  const [first, next] = ranked
  if (first === undefined || next === undefined) return undefined
  // Rare characters only, as in a list of names: what is valid in the most likely one is of it.
  const chinese = isValidGb(sample) ? ranked.find(({ encoding }) => encoding === 'gb18030') : undefined
  const best = chinese !== undefined && first.score < Math.max(LEAST, chinese.score * CLEARLY) ? chinese : first
  if (best.score <= LEAST && best !== chinese) return undefined
  const margin = beyondAscii(sample) < FEW_BYTES ? CLEARLY_SHORT : CLEARLY
  const sure = best.score > LEAST && (best === first ? next : first).score * margin < best.score
  if (best.encoding !== 'windows-1252') return { encoding: best.encoding, sure }
  const votes = turkishVotes(sample)
  if (votes >= 2) return { encoding: 'windows-1254', sure }
  return { encoding: isCentral(sample) ? 'windows-1250' : 'windows-1252', sure: sure && votes === 0 }
}

function beyondAscii(sample: Uint8Array): number {
  let count = 0
  for (const code of sample) if (code >= 0x80) count += 1
  return count
}

function charactersOf(common: string, names: string): RegExp {
  return new RegExp(`[${common}${names}]`, 'gu')
}

function isValidGb(sample: Uint8Array): boolean {
  for (let at = 0; at < sample.length;) {
    if ((sample[at] as number) < 0x80) at += 1
    else {
      const [bytes, kind] = lookOfGb(sample, at)
      if (kind === 'invalid') return false
      at += bytes
    }
  }
  return true
}

function plausibility(sample: Uint8Array, { encoding, look, frequent, names = false, needsProof = false }: Reading): number {
  const seen = { common: 0, rare: 0, neutral: 0, invalid: 0 }
  for (let at = 0; at < sample.length;) {
    if ((sample[at] as number) < 0x80) {
      at += 1
      continue
    }
    const [bytes, kind] = look(sample, at)
    seen[kind] += 1
    at += bytes
  }
  const all = seen.common + seen.rare + seen.invalid * INVALID
  if (all === 0) return seen.neutral > 0 ? LEAST + 0.01 : 0
  const text = new TextDecoder(encoding).decode(sample)
  const found = text.match(frequent)?.length ?? 0
  const share = found / Math.max(1, seen.common + seen.rare + seen.neutral + seen.invalid)
  if (needsProof && share === 0) return 0
  const runs = needsProof ? runsOf(sample) : { odd: 1, even: 0 }
  // Capitals stand where words have them: no text of two bytes a character looks so throughout.
  const clean = seen.invalid === 0 && seen.rare === 0 && runs.even >= FEW_RUNS
  // A name may hold characters that are rare in other texts.
  return (
    (runs.odd === 0 && !clean ? UNPROVEN * UNPROVEN_RUN ** Math.max(0, runs.even - FEW_RUNS) : 1) *
    ((names ? Math.max(seen.common, Math.min(found, all)) : seen.common) / all) *
    (1 - FREQUENT + Math.min(1, share * 1.5) * FREQUENT)
  )
}

/** Level 1 of GB 2312 holds the 3,755 hanzi that texts are made of. */
function lookOfGb(bytes: Uint8Array, at: number): readonly [number, Look] {
  const [lead, trail] = [bytes[at] as number, bytes[at + 1] ?? 0]
  if (lead === 0x80 || lead === 0xff) return [1, 'invalid']
  if (trail >= 0x30 && trail <= 0x39) return (bytes[at + 2] ?? 0) >= 0x81 ? [4, 'rare'] : [1, 'invalid']
  if (trail < 0x40 || trail === 0x7f || trail === 0xff) return [1, 'invalid']
  if (lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1) return [2, 'common']
  // Signs, and digits and letters of full width; what stands between them are numbers in circles and with points.
  return [2, (lead === 0xa1 || lead === 0xa3) && trail >= 0xa1 ? 'neutral' : 'rare']
}

/** Level 1 of Big5: the 5,401 frequent hanzi. */
function lookOfBig5(bytes: Uint8Array, at: number): readonly [number, Look] {
  const [lead, trail] = [bytes[at] as number, bytes[at + 1] ?? 0]
  if (lead < 0x81 || lead === 0xff || trail < 0x40 || (trail > 0x7e && trail < 0xa1) || trail === 0xff) return [1, 'invalid']
  if (lead >= 0xa4 && lead <= 0xc6) return [2, 'common']
  return [2, lead === 0xa1 || lead === 0xa2 ? 'neutral' : 'rare']
}

/** Kana, and the kanji of JIS level 1. Half-width kana are rare: other texts look like rows of them. */
function lookOfShiftJis(bytes: Uint8Array, at: number): readonly [number, Look] {
  const [lead, trail] = [bytes[at] as number, bytes[at + 1] ?? 0]
  if (lead >= 0xa1 && lead <= 0xdf) return [1, 'rare']
  if (lead === 0x80 || lead === 0xa0 || lead > 0xfc || trail < 0x40 || trail === 0x7f || trail > 0xfc) return [1, 'invalid']
  const code = lead * 256 + trail
  if ((code >= 0x829f && code <= 0x8396) || (code >= 0x889f && code <= 0x9872)) return [2, 'common']
  return [2, lead === 0x81 || lead === 0x82 ? 'neutral' : 'rare']
}

function lookOfEucKr(bytes: Uint8Array, at: number): readonly [number, Look] {
  const [lead, trail] = [bytes[at] as number, bytes[at + 1] ?? 0]
  if (lead < 0x81 || lead === 0xff || trail < 0x41 || trail === 0xff) return [1, 'invalid']
  if (lead >= 0xb0 && lead <= 0xc8 && trail >= 0xa1) return [2, 'common']
  return [2, lead >= 0xa1 && lead <= 0xa3 && trail >= 0xa1 ? 'neutral' : 'rare']
}

/** A letter with an accent stands among plain letters, or beside one other in Czech; signs of money and points stand alone. */
function lookOfLatin(bytes: Uint8Array, at: number): readonly [number, Look] {
  const code = bytes[at] as number
  const [before, after] = [bytes[at - 1] ?? 32, bytes[at + 1] ?? 32]
  const plain = isLetter(before) || isLetter(after)
  if ((code >= 0xc0 && code !== 0xd7 && code !== 0xf7) || (isCentralLetter(code) && plain)) {
    const alone = isApart(before) && isApart(after)
    const paired =
      (after < 0x80 && (bytes[at - 2] ?? 32) < 0x80 && isCentralPair(before, code)) ||
      (before < 0x80 && (bytes[at + 2] ?? 32) < 0x80 && isCentralPair(code, after)) ||
      isTurkishPair(before, code) ||
      isTurkishPair(code, after)
    return [1, plain && (alone || paired) ? 'common' : 'rare']
  }
  if (code === 0x81 || code === 0x8d || code === 0x8f || code === 0x90 || code === 0x9d) return [1, 'invalid']
  if ((before >= 0x80 && before < 0xc0) || (after >= 0x80 && after < 0xc0)) return [1, 'rare']
  // € £ ¥ § © ® ° « » and the quotation marks and dashes of Windows.
  return [
    1,
    [0x80, 0xa3, 0xa5, 0x92, 0x93, 0x94, 0x96, 0x97, 0x99, 0xb0, 0xa0, 0xa7, 0xa9, 0xae, 0xab, 0xbb, 0xba, 0xaa].includes(code)
      ? 'neutral'
      : 'rare',
  ]
}

/** No letter stands there, but a plain character or a quotation mark, dash or sign of money. */
function isApart(code: number): boolean {
  return code < 0x81 || (code >= 0x91 && code <= 0x97) || code === 0xa0 || code === 0xab || code === 0xbb
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}
