import { InputNumber, Segmented, Select } from 'antd'
import { useId } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FileWish } from '#http/collect/import-preview-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'
import type { Preview, Said } from './use-file-reading.ts'

const ENCODINGS = [
  'utf-8',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-kr',
  'utf-16le',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1254',
  'koi8-r',
]
const ORDERS = ['dmy', 'mdy', 'ymd'] as const

/** How the table was found and its cells are read; each can be said otherwise. */
export function ReadingChoices({ preview, said, say }: { preview: Preview; said: Said; say: (change: Partial<Said>) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { corrections, wish } = said
  const wishes = (change: FileWish) => say({ wish: { ...wish, ...change } })
  const marks = new Set(Object.values(preview.decimals).map(({ mark }) => mark))
  const mark = corrections.decimalMark ?? (marks.size === 1 ? [...marks][0] : undefined)
  const way = preview.layout === null ? t('collect.noLayout') : t('collect.layout', { label: format.text(preview.layout.label) })
  const place = placeOf(preview)
  return (
    <details className="reading">
      <summary>
        {t('collect.found')}
        <span className="faint">
          {way} · {place}
        </span>
      </summary>
      <div className="reading-choices">
        {preview.sheets.length > 1 ? (
          <Choice label={t('collect.sheet')}>
            {(id) => (
              <Select
                size="small"
                id={id}
                value={preview.sheet}
                onChange={(sheet: string) => say({ wish: { sheet } })}
                options={preview.sheets.map((name) => ({ value: name, label: name }))}
              />
            )}
          </Choice>
        ) : null}
        {preview.format === 'csv' ? (
          <Choice label={t('collect.encoding')}>
            {(id) => (
              <Select
                size="small"
                id={id}
                value={wish.encoding ?? preview.encoding}
                onChange={(encoding: string) => wishes({ encoding })}
                options={[...new Set([preview.encoding, ...ENCODINGS])].map((name) => ({ value: name, label: name.toUpperCase() }))}
              />
            )}
          </Choice>
        ) : null}
        {preview.format === 'ndjson' || preview.format === 'parquet' ? null : (
          <Choice label={t('collect.headingLine')}>
            {(id) => (
              <InputNumber
                size="small"
                id={id}
                min={1}
                max={100_000}
                precision={0}
                value={wish.headingLine ?? (preview.headingLine === 0 ? null : preview.headingLine)}
                onChange={(line) => (line === null ? undefined : wishes({ headingLine: line }))}
              />
            )}
          </Choice>
        )}
        <Choice label={t('collect.dateOrder')}>
          {() => (
            <Segmented
              size="small"
              aria-label={t('collect.dateOrder')}
              value={corrections.dateOrder ?? preview.dateOrder}
              onChange={(dateOrder) => say({ corrections: { ...corrections, dateOrder } })}
              options={ORDERS.map((order) => ({ value: order, label: t(`collect.${order}`) }))}
            />
          )}
        </Choice>
        {marks.size === 0 ? null : (
          <Choice label={t('collect.decimals')}>
            {() => (
              <Segmented
                size="small"
                aria-label={t('collect.decimals')}
                value={mark ?? 'values'}
                onChange={(next) =>
                  next === '.' || next === ',' ? say({ corrections: { ...corrections, decimalMark: next } }) : undefined
                }
                options={[
                  ...(mark === undefined ? [{ value: 'values', label: t('collect.fromValues') }] : []),
                  { value: '.', label: t('collect.point') },
                  { value: ',', label: t('collect.comma') },
                ]}
              />
            )}
          </Choice>
        )}
      </div>
    </details>
  )
}

/** What else tells how the file was read: its encoding, its sheet, or its format where neither could be another. */
function placeOf({ format, encoding, sheets, sheet }: Preview): string {
  if (format === 'csv') return encoding.toUpperCase()
  if (format === 'xlsx') return sheets.length > 1 ? (sheet ?? '') : 'Excel'
  return format === 'parquet' ? 'Parquet' : 'NDJSON'
}

function Choice({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="reading-choice">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  )
}
