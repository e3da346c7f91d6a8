import { useTranslation } from 'react-i18next'
import { useBuilder } from './use-builder.ts'

/** What is wrong with a row, or that it lacks something. */
export function RowNote({ id }: { id: number }) {
  const { t } = useTranslation()
  const { gaps, wrong } = useBuilder()
  if (wrong?.id === id) {
    return (
      <p className="row-note row-wrong" role="alert">
        {wrong.text}
      </p>
    )
  }
  return gaps.has(id) ? <p className="row-note">{t('groups.incomplete')}</p> : null
}
