import { CONSENT_CHANNELS, CONSENT_PURPOSES, EVERY_CHANNEL, isOwnWord } from './consent.ts'
import type { ConsentChannel, ConsentEntry, ConsentPurpose } from './consent.ts'

/** Whether a person consents to one channel for one purpose, with the deciding entry. */
export interface CurrentConsent {
  readonly purpose: ConsentPurpose
  readonly channel: ConsentChannel
  readonly granted: boolean
  readonly source: string
  readonly evidence: string
  readonly saidAt: Date
}

/**
 * The current consents from one person's ledger. Entries are in the order in which they were written.
 * - The newest statement counts. A statement about all channels counts for each of them, but a yes to all channels does not include contact by other systems (webhook).
 * - What another system sent with its record of a customer stands as what a file says.
 * - After a person's own no, only their own yes counts: no file overrides it, however new.
 * - For statements at the same time: among the person's own, the last one written; among files, or between a file and the person, the no.
 * - Statements of an import no longer count once it is revoked.
 * A purpose and channel without a statement is not in the result.
 */
export function currentConsents(entries: readonly ConsentEntry[]): CurrentConsent[] {
  const takenBack = new Set(entries.flatMap(({ state, importId }) => (state === 'void' && importId !== null ? [importId] : [])))
  const standing = entries.filter(({ state, importId }) => state !== 'void' && (importId === null || !takenBack.has(importId)))
  return CONSENT_PURPOSES.flatMap((purpose) => {
    const words = standing.filter((entry) => entry.purpose === purpose)
    return CONSENT_CHANNELS.flatMap((channel): CurrentConsent[] => {
      const word = decidingWord(words.filter((entry) => speaksOf(entry, channel)))
      if (word === undefined) return []
      const { source, evidence, saidAt } = word
      return [{ purpose, channel, granted: word.state === 'granted', source, evidence, saidAt }]
    })
  })
}

function speaksOf({ channel: spoken, state }: ConsentEntry, channel: ConsentChannel): boolean {
  return spoken === channel || (spoken === EVERY_CHANNEL && (channel !== 'webhook' || state !== 'granted'))
}

function decidingWord(words: readonly ConsentEntry[]): ConsentEntry | undefined {
  let [own, file]: (ConsentEntry | undefined)[] = []
  for (const word of words) {
    if (isOwnWord(word.source)) {
      if (own === undefined || word.saidAt >= own.saidAt) own = word
    } else if (file === undefined || isNewerOrNo(word, file)) file = word
  }
  if (own === undefined || file === undefined) return own ?? file
  return own.state === 'granted' && isNewerOrNo(file, own) ? file : own
}

function isNewerOrNo(word: ConsentEntry, than: ConsentEntry): boolean {
  return word.saidAt > than.saidAt || (word.saidAt.getTime() === than.saidAt.getTime() && word.state !== 'granted')
}
