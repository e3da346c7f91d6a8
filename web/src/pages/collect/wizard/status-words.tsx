import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Corrections, StatusClass } from '#http/collect/import-preview-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'
import { withStatus } from './corrected.ts'

const CLASSES: readonly StatusClass[] = ['paid', 'unpaid', 'cancelled', 'refunded', 'part-refunded', 'refund-pending', 'exchanged']

interface Props {
  statuses: readonly { readonly word: string; readonly rows: number; readonly counts: StatusClass | null }[]
  corrections: Corrections
  correct: (corrections: Corrections) => void
}

/** Each status word of the file and what it counts as. */
export function StatusWords({ statuses, corrections, correct }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="status-words" role="group" aria-label={t('collect.statuses')}>
      {statuses.map(({ word, rows, counts }) => {
        const value = corrections.statuses?.[word] ?? counts
        return (
          <div key={word} className="status-word">
            <span className="status-word-name">
              {word} <span className="faint num">× {format.integer(rows)}</span>
            </span>
            <Select
              size="small"
              aria-label={`${word}: ${t('collect.countsAs')}`}
              placeholder={t('collect.choose')}
              {...(value === null ? { status: 'error' as const } : {})}
              value={value}
              onChange={(means: StatusClass) => correct(withStatus(corrections, word, means))}
              options={CLASSES.map((one) => ({ value: one, label: t(`collect.status.${one}`) }))}
            />
          </div>
        )
      })}
    </div>
  )
}
