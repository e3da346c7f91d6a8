import { Alert, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Corrections } from '#http/collect/import-preview-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'
import { withColumn } from './corrected.ts'
import type { Preview } from './use-file-reading.ts'

/** Fields that the import needs and that no column was found for: each is chosen here. */
export function MissingColumns({
  preview,
  corrections,
  correct,
}: {
  preview: Preview
  corrections: Corrections
  correct: (corrections: Corrections) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  if (preview.missing.length === 0) return null
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t('collect.missing')}
      description={
        <ul className="questions">
          {preview.missing.map((name) => {
            const field = preview.fields.find((one) => one.name === name)
            const question = t('collect.missingText', { field: field === undefined ? name : format.text(field.label) })
            return (
              <li key={name}>
                <span>{question}</span>
                <Select
                  showSearch
                  size="small"
                  aria-label={question}
                  placeholder={t('collect.choose')}
                  value={null}
                  onChange={(column: string | null) => (column === null ? undefined : correct(withColumn(corrections, name, column)))}
                  options={preview.columns.map((column) => ({ value: column, label: column }))}
                />
              </li>
            )
          })}
        </ul>
      }
    />
  )
}
