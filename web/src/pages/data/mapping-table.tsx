import { Alert, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Static } from 'typebox'
import type { ImportPreview } from '#http/schemas/import-preview.ts'
import { FigureTable } from '../../charts/chart-panel.tsx'
import { useCode } from '../../components/codes.ts'
import { useFormat } from '../../format/use-format.ts'

interface Props {
  preview: Static<typeof ImportPreview>
  kind: Static<typeof ImportPreview>['kind']
  mapping: Record<string, string>
  change: (mapping: Record<string, string>) => void
}

/** Which column of the file is which field, with the first value of each as proof; then the first rows as they were read. */
export function MappingTable({ preview, kind, mapping, change }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const first = (column: string | undefined) => {
    const index = column === undefined ? -1 : preview.columns.indexOf(column)
    return index < 0 ? '' : (preview.sample[0]?.[index] ?? '')
  }
  const labelOf = (name: string) => {
    const field = preview.fields.find((one) => one.name === name)
    return field === undefined ? name : format.text(field.label)
  }
  return (
    <>
      <div className="between">
        <strong>{preview.fileName}</strong>
        <span className="faint">
          {t(`codes.importKind.${kind}`)} ·{' '}
          {t('data.read', { format: preview.format.toUpperCase(), encoding: preview.encoding, columns: preview.columns.length })}
        </span>
      </div>
      <p className="soft">{t('data.mapText')}</p>
      <table className="mapping">
        <thead>
          <tr>
            <th scope="col">{t('data.field')}</th>
            <th scope="col">{t('data.column')}</th>
            <th scope="col">{t('data.example')}</th>
          </tr>
        </thead>
        <tbody>
          {preview.fields.map((field) => {
            const column = mapping[field.name]
            const label = format.text(field.label)
            return (
              <tr key={field.name}>
                <th scope="row">
                  {label}
                  {field.required ? <span className="required-mark"> *</span> : null}
                </th>
                <td>
                  <Select
                    allowClear
                    showSearch
                    size="small"
                    aria-label={`${label}: ${t('data.column')}`}
                    placeholder={t('data.notUsed')}
                    value={column ?? null}
                    onChange={(value: string | null) => {
                      const next = { ...mapping }
                      if (value === null || value === undefined) delete next[field.name]
                      else next[field.name] = value
                      change(next)
                    }}
                    options={preview.columns.map((name) => ({ value: name, label: name }))}
                    style={{ width: '100%' }}
                  />
                </td>
                <td className="mono mapping-example">{first(column)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {preview.issues.length === 0 ? null : (
        <Alert
          type="warning"
          showIcon
          title={t('data.issuesTitle')}
          description={
            <ul>
              {preview.issues.slice(0, 5).map((issue) => (
                <li key={`${issue.row}-${issue.field}`}>
                  {issue.field === ''
                    ? t('data.issueRow', { row: issue.row, message: code('quarantineHelp', issue.reason) })
                    : t('data.issue', { row: issue.row, field: labelOf(issue.field), message: code('quarantineHelp', issue.reason) })}
                </li>
              ))}
            </ul>
          }
        />
      )}
      <div>
        <h2 className="subhead">{t('data.sampleTitle')}</h2>
        <FigureTable label={t('data.sampleTitle')} table={{ head: preview.columns, rows: preview.sample.slice(0, 6), words: true }} />
      </div>
    </>
  )
}
