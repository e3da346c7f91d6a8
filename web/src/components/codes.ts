import { useTranslation } from 'react-i18next'

type Group =
  | 'channel'
  | 'sendState'
  | 'runState'
  | 'importState'
  | 'jobStage'
  | 'jobKind'
  | 'stopReason'
  | 'jobState'
  | 'event'
  | 'timelineKind'
  | 'identifier'
  | 'purpose'
  | 'consentSource'
  | 'gender'
  | 'quarantineReason'
  | 'quarantineHelp'
  | 'origin'
  | 'stage'
  | 'mergeRule'
  | 'mergeKind'
  | 'identityChange'
  | 'identityOutcome'
  | 'identityDoubt'
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

/** Words for the codes that the server may add to: an unknown code is shown as it is. */
export function useCode(): (group: Group, code: string) => string {
  const { i18n } = useTranslation()
  return (group, code) => {
    if (code === '') return ''
    const words = i18n.getResource(i18n.language, 'translation', `codes.${group}`) as Record<string, string> | undefined
    // A code may end in a number of its own, such as the answer of a mail server (hard_bounce_550) or a setting of a model (trees-4).
    const [, stem, number] = /^(.+?)[_-](\d+)$/.exec(code) ?? []
    const numbered = stem === undefined || words?.[stem] === undefined ? undefined : `${words[stem]} (${number})`
    return words?.[code] ?? words?.[code.toLowerCase()] ?? numbered ?? code
  }
}
