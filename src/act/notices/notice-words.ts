import type { BilingualText } from '#kernel/bilingual-text.ts'

/** What a code is called in the console, so that nothing is worded twice; a code without a word stays. */
export type NoticeWords = (group: 'channelReason' | 'dimension' | 'jobKind', code: string) => BilingualText
