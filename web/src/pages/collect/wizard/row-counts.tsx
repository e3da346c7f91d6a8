import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../format/use-format.ts'
import type { Outcome } from './import-outcome.ts'

/** What became of the rows of a file, checked or imported. */
export function RowCounts({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { rows, stored, duplicates, quarantined, mended, dryRun } = outcome
  return (
    <Alert
      type="success"
      showIcon
      title={dryRun ? t('collect.dryRunDone') : t('collect.importDone')}
      description={
        <>
          {t('collect.resultText', {
            rows: format.integer(rows),
            stored: format.integer(stored),
            duplicates: format.integer(duplicates),
            quarantined: format.integer(quarantined),
          })}
          {mended.given > 0 ? (
            <div>{t('collect.mendedText', { mended: format.integer(mended.taken), refused: format.integer(mended.given) })}</div>
          ) : null}
        </>
      }
    />
  )
}
