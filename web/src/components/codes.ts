import { useTranslation } from 'react-i18next'

type Group =
  | 'arm'
  | 'cause'
  | 'channel'
  | 'sendSource'
  | 'channelReason'
  | 'channelFact'
  | 'channelFactValue'
  | 'accountState'
  | 'testOutcome'
  | 'mailboxProblem'
  | 'mailboxRemedy'
  | 'noticeKind'
  | 'noticeWay'
  | 'noticeState'
  | 'noticeReason'
  | 'sendState'
  | 'sendStep'
  | 'runState'
  | 'importState'
  | 'syncRunState'
  | 'jobStage'
  | 'jobKind'
  | 'stopReason'
  | 'suppressionReason'
  | 'outlookReason'
  | 'offerKind'
  | 'offerState'
  | 'codeMode'
  | 'codeProblem'
  | 'priceRule'
  | 'pieceKind'
  | 'pieceState'
  | 'pieceCause'
  | 'pieceRefusal'
  | 'linkReason'
  | 'jobState'
  | 'event'
  | 'timelineKind'
  | 'identifier'
  | 'purpose'
  | 'consentSource'
  | 'noteAuthor'
  | 'gender'
  | 'fact'
  | 'quarantineReason'
  | 'quarantineHelp'
  | 'origin'
  | 'stage'
  | 'mergeRule'
  | 'mergeKind'
  | 'identityChange'
  | 'identityOutcome'
  | 'edgeRule'
  | 'matchField'
  | 'matchLevel'
  | 'edgeSource'
  | 'blockReason'
  | 'identityDoubt'
  | 'qualityScope'
  | 'ruleKind'
  | 'ruleAction'
  | 'valueFormat'
  | 'flagOrigin'
  | 'judgedBy'
  | 'qualityRule'
  | 'dimension'
  | 'qualityField'
  | 'skip'
  | 'previewChange'
  | 'taskOutcome'
  | 'sendReason'
  | 'pack'
  | 'model'
  | 'action'
  | 'auditTarget'
  | 'role'
  | 'auditDetail'
  | 'permissionHelp'
  | 'permission'
  | 'importField'
  | 'messageVerdict'
  | 'stepVerdict'
  | 'watchStep'
  | 'watchReason'
  | 'dayKind'
  | 'dayBasis'
  | 'freshness'
  | 'recordState'
  | 'feature'
  | 'featureGroup'
  | 'leakCheck'
  | 'tierScheme'
  | 'demandLevel'
  | 'demandMethod'
  | 'recommendSegment'
  | 'lifecycle'
  | 'valueClass'
  | 'formField'
  | 'templatePart'
  | 'templateLanguage'
  | 'risk'

/** Where a group has no word for a code, others that may: providers give the same reasons for messages, for accounts and for what the team is told. */
const ALSO_IN: Readonly<Partial<Record<Group, readonly Group[]>>> = {
  sendReason: ['channelReason'],
  noticeReason: ['channelReason', 'sendReason'],
  channelReason: ['sendReason'],
}

/** Words for the codes that the server may add to: an unknown code is shown as it is. */
export function useCode(): (group: Group, code: string) => string {
  const { i18n } = useTranslation()
  return (group, code) => {
    if (code === '') return ''
    const wordsOf = (name: Group) => i18n.getResource(i18n.language, 'translation', `codes.${name}`) as Record<string, string> | undefined
    const words: Record<string, string> = Object.assign({}, ...[...(ALSO_IN[group] ?? []), group].map(wordsOf))
    // A code may end in a number of its own, such as the answer of a mail server (hard_bounce_550) or a setting of a model (trees-4).
    const [, stem, number] = /^(.+?)[_-](\d+)$/.exec(code) ?? []
    const numbered = stem === undefined || words[stem] === undefined ? undefined : `${words[stem]} (${number})`
    // Or in one of a carrier, of which there is no list (carrier_mk_0001).
    const [, ofCarrier] = /^carrier_(.+)$/.exec(code) ?? []
    const carrier = ofCarrier === undefined || words['carrier'] === undefined ? undefined : `${words['carrier']} (${ofCarrier})`
    return words[code] ?? words[code.toLowerCase()] ?? numbered ?? carrier ?? code
  }
}
