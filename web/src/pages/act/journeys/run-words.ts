import { useTranslation } from 'react-i18next'

/** Words for how runs stand, why they ended and why somebody did not enter. A code without a word is shown as it is. */
export function useRunWords() {
  const { t, i18n } = useTranslation()
  const table = (name: string) => (i18n.getResource(i18n.language, 'translation', `journeys.${name}`) ?? {}) as Record<string, string>
  const state = (of: string) => table('runStates')[of] ?? of
  const reason = (of: string) => table('runReasons')[of] ?? of
  return {
    state,
    reason,
    ended: (of: string, why: string) => (why === '' ? state(of) : `${state(of)} · ${reason(why)}`),
    refused: (why: string) => table('refusals')[why] ?? why,
    outcome: (of: string) => table('outcomes')[of] ?? t('journeys.board.tookWay'),
  }
}
