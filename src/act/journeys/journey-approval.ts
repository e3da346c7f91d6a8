import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { ApprovalFacts, ApprovalSubject } from '../approvals/approval.ts'
import type { Journey } from './journey.ts'
import type { JourneyInWords } from './describe-journey.ts'

export function journeySubject({ id, version }: Pick<Journey, 'id' | 'version'>): ApprovalSubject {
  return { kind: 'journey', id, version }
}

/** A journey as the sentences that somebody agrees to: its rules, then each step with where it leads. */
export function journeySentences({ rules, steps }: Pick<JourneyInWords, 'rules' | 'steps'>): readonly BilingualText[] {
  return [...rules, ...steps.map(({ text, ways }, i) => stepSentence(i + 1, text, ways))]
}

export function journeyApprovalFacts(words: readonly BilingualText[]): ApprovalFacts {
  return { planned: null, byChannel: {}, reasons: {}, costMinor: null, words }
}

/** Whose work a version is. Of one that is live already only the change is new, and that is of whoever saved it. */
export function journeyAuthors({
  createdBy,
  savedBy,
  liveVersion,
}: Pick<Journey, 'createdBy' | 'savedBy' | 'liveVersion'>): readonly string[] {
  return liveVersion === null ? [...new Set([createdBy, savedBy])] : [savedBy]
}

function stepSentence(n: number, text: BilingualText, ways: JourneyInWords['steps'][number]['ways']): BilingualText {
  const to = (place: number | null) => ({
    zh: place === null ? '结束' : `第 ${place} 步`,
    en: place === null ? 'the end' : `step ${place}`,
  })
  return {
    zh: `${n}. ${text.zh}。${ways.map((way) => `${way.text.zh}：${to(way.to).zh}`).join('；')}`,
    en: `${n}. ${text.en}. ${ways.map((way) => `${way.text.en}: ${to(way.to).en}`).join('; ')}`,
  }
}
