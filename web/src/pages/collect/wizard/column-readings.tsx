import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ColumnReading, Corrections } from '#http/collect/import-preview-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useFormat } from '../../../format/use-format.ts'
import { Label } from '../../../components/tags.tsx'
import { useCan } from '../../../session/use-can.ts'
import { attributeField, measureField, withAttributes, withColumn } from './corrected.ts'
import type { Preview } from './use-file-reading.ts'

interface Props {
  preview: Preview
  /** How the columns were read at first: a row keeps its place when it is corrected. */
  first: Preview
  corrections: Corrections
  correct: (corrections: Corrections) => void
}

const NONE = ''

/** What each column of the file is taken for, how sure that is and why, with a choice to change it; then those that are not read. */
export function ColumnReadings({ preview, first, corrections, correct }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const order = new Map(preview.fields.map(({ name }, index) => [name, index]))
  const fieldAtFirst = new Map(first.readings.map(({ position, field }) => [position, field]))
  const placeOf = ({ position }: ColumnReading): number => {
    const field = fieldAtFirst.get(position) ?? ''
    // A measure of its own is read like any field, behind them.
    return order.get(field) ?? (field.startsWith(measureField('')) ? order.size - 0.5 : order.size)
  }
  const read = preview.readings.filter((one) => placeOf(one) < order.size).toSorted((a, b) => placeOf(a) - placeOf(b))
  const others = preview.readings.filter((one) => placeOf(one) === order.size)
  const unread = preview.readings.filter(({ field }) => field === null).length
  const kept = preview.attributes.length
  const keepable = Object.keys(preview.keepable).length
  const table = (label: string, readings: readonly ColumnReading[]) => (
    <ColumnTable label={label} readings={readings} first={first} preview={preview} corrections={corrections} correct={correct} />
  )
  return (
    <section className="stack-small" aria-label={t('collect.columns')}>
      <h2 className="subhead">{t('collect.columns')}</h2>
      <p className="soft">{t('collect.columnsText')}</p>
      {table(t('collect.columns'), read)}
      {others.length === 0 ? null : (
        <details className="reading" open={keepable + kept > 0}>
          <summary>
            {[
              ...(kept > 0 ? [t('collect.keptColumns', { count: kept, n: format.integer(kept) })] : []),
              ...(unread > 0 ? [t('collect.unread', { count: unread, n: format.integer(unread) })] : []),
            ].join(' · ')}
          </summary>
          {keepable < 2 ? null : (
            <Button size="small" onClick={() => correct(withAttributes(corrections, preview.keepable))}>
              {t('collect.keepAll')}
            </Button>
          )}
          {table(t('collect.notRead'), others)}
        </details>
      )}
    </section>
  )
}

function ColumnTable({ label, readings, preview, corrections, correct }: Props & { label: string; readings: readonly ColumnReading[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const fields = [
    { value: NONE, label: t('collect.notRead') },
    ...preview.fields.map(({ name, label: text }) => ({ value: name, label: format.text(text) })),
  ]
  const attributeOf = (heading: string) => preview.attributes.find((one) => one.heading === heading)
  const labels = useAttributeLabels(preview.kind === 'customers')
  const optionsOf = ({ heading, field }: ColumnReading) => {
    if (preview.kind === 'measures') return [...fields, measureOption(heading, field)]
    const prefix = attributeField('')
    const own = field?.startsWith(prefix) === true ? field.slice(prefix.length) : preview.keepable[heading]
    const names = own === undefined || labels.has(own) ? [...labels.keys()] : [own, ...labels.keys()]
    return [
      ...fields,
      ...names.map((name) => ({ value: attributeField(name), label: t('collect.attribute', { name: labels.get(name) ?? name }) })),
    ]
  }
  const measureOption = (heading: string, field: string | null) => {
    const prefix = measureField('')
    const name = field?.startsWith(prefix) === true ? field.slice(prefix.length) : heading
    return { value: measureField(name), label: t('collect.measureNamed', { name }) }
  }
  return (
    <table className="mapping" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t('collect.column')}</th>
          <th scope="col">{t('collect.takenAs')}</th>
          <th scope="col">{t('collect.why')}</th>
        </tr>
      </thead>
      <tbody>
        {readings.map((reading) => {
          const { heading, position, field, confidence, why } = reading
          return (
            <tr key={heading}>
              <th scope="row">
                {heading}
                <div className="mono mapping-example">
                  {preview.sample.map((row) => row[position] ?? '').find((cell) => cell !== '') ?? ''}
                </div>
              </th>
              <td>
                <Select
                  showSearch={{ optionFilterProp: 'label' }}
                  size="small"
                  aria-label={`${heading}: ${t('collect.takenAs')}`}
                  value={field ?? NONE}
                  onChange={(next: string) => {
                    if (next !== NONE) correct(withColumn(corrections, next, heading))
                    else if (field !== null) correct(withColumn(corrections, field, null))
                  }}
                  options={optionsOf(reading)}
                  style={{ width: '100%' }}
                />
              </td>
              <td className="mapping-why">
                <div className="why-line">
                  {field === null ? null : <Confidence value={confidence} />}
                  <span className="soft sentence">{format.text(why)}</span>
                </div>
                <Kept attribute={attributeOf(heading)} />
                {preview.keepable[heading] === undefined ? null : (
                  <Button
                    size="small"
                    aria-label={`${heading}: ${t('collect.keep')}`}
                    onClick={() => correct(withColumn(corrections, attributeField(preview.keepable[heading] ?? ''), heading))}
                  >
                    {t('collect.keep')}
                  </Button>
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** Name -> label of the attributes that the project has already. */
function useAttributeLabels(enabled: boolean): ReadonlyMap<string, string> {
  const can = useCan()
  const { data } = useApi(endpoints.attributes(), { enabled: enabled && can('customers:read') })
  return new Map(data?.items.map(({ name, label }) => [name, label]))
}

/** What a column becomes that is kept as an attribute. */
function Kept({ attribute }: { attribute: Preview['attributes'][number] | undefined }) {
  const { t } = useTranslation()
  if (attribute === undefined) return null
  return (
    <span className="row">
      <Label>{t(`codes.attributeType.${attribute.type}`)}</Label>
      {attribute.personal ? <Label>{t('collect.personal')}</Label> : null}
    </span>
  )
}

/** How sure a reading is, in a word and a bar. */
function Confidence({ value }: { value: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const word = value >= 0.9 ? 'sure' : value >= 0.7 ? 'likely' : 'doubtful'
  return (
    <span className={`confidence confidence-${word}`} title={format.percent(value, 0)}>
      <span className="confidence-bar" aria-hidden="true">
        <span style={{ width: `${Math.round(value * 100)}%` }} />
      </span>
      {t(`collect.${word}`)}
    </span>
  )
}
