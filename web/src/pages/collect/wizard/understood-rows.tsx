import { useTranslation } from 'react-i18next'
import type { UnderstoodRow } from '#http/collect/import-preview-schemas.ts'
import { useCode } from '../../../components/codes.ts'
import { useFormat } from '../../../format/use-format.ts'
import type { Preview } from './use-file-reading.ts'

/** The first rows as they were understood, each beside its cells in the file. */
export function UnderstoodRows({ preview }: { preview: Preview }) {
  const { t } = useTranslation()
  const code = useCode()
  const rows = preview.truth?.understood ?? []
  if (rows.length === 0) return null
  const cellsOf = (line: number) => preview.sample[line - preview.headingLine - 1]?.filter((cell) => cell.trim() !== '').join(' | ') ?? ''
  return (
    <section className="stack-small" aria-label={t('collect.firstRows')}>
      <h2 className="subhead">{t('collect.firstRows')}</h2>
      <p className="soft">{t('collect.rowsText')}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="table-scroll" role="region" aria-label={t('collect.firstRows')} tabIndex={0}>
        <table className="understood">
          <thead>
            <tr>
              <th scope="col">{t('collect.line')}</th>
              <th scope="col">{t('collect.order')}</th>
              <th scope="col">{t('collect.customer')}</th>
              <th scope="col">{t('collect.product')}</th>
              <th scope="col" className="num">
                {t('collect.amount')}
              </th>
              <th scope="col" className="num">
                {t('collect.refund')}
              </th>
              <th scope="col">{t('collect.meaning')}</th>
              <th scope="col">{t('collect.cells')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.line} className={row.kind === 'sale' ? '' : `understood-${row.kind}`}>
                <th scope="row">
                  <span className="understood-line">{t('collect.line')} </span>
                  {row.line}
                </th>
                {row.kind === 'refused' ? (
                  <td colSpan={6}>{t('collect.refused', { why: code('quarantineHelp', row.reason ?? '') })}</td>
                ) : (
                  <UnderstoodCells row={row} />
                )}
                <td className="mono understood-cells" data-label={t('collect.cells')}>
                  {cellsOf(row.line)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function UnderstoodCells({ row }: { row: UnderstoodRow }) {
  const { t } = useTranslation()
  const format = useFormat()
  const money = (amount: number) => (amount === 0 ? '' : format.majorMoney(amount, row.currency))
  return (
    <>
      <td data-label={t('collect.order')}>
        <div>
          {row.orderId}
          {row.at === '' ? null : <div className="faint">{withoutMidnight(row.at)}</div>}
        </div>
      </td>
      <td data-label={t('collect.customer')}>{row.customer}</td>
      <td data-label={t('collect.product')}>
        {row.product}
        {row.quantity === 0 || row.quantity === 1 ? '' : ` × ${row.quantity}`}
      </td>
      <td className="num" data-label={t('collect.amount')}>
        {money(row.amount)}
      </td>
      <td className="num" data-label={t('collect.refund')}>
        {money(row.refund)}
      </td>
      <td data-label={t('collect.meaning')}>
        <span className="sentence">{format.text(row.remark)}</span>
      </td>
    </>
  )
}

/** A day alone is midnight in the project's time zone. */
function withoutMidnight(at: string): string {
  return at.endsWith(' 00:00:00') ? at.slice(0, -' 00:00:00'.length) : at
}
