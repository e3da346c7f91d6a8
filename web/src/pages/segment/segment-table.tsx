import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { SegmentSummary } from '#http/profile/customer-schemas.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { Unknown } from '../../components/figure.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'

type Common = Pick<SegmentSummary['classes'][number], 'rule' | 'customers' | 'share' | 'monetary'>

interface Props<T> {
  title: string
  /** The heading of the names. */
  nameTitle: string
  rows: readonly T[]
  keyOf: (row: T) => string
  nameOf: (row: T) => string
  /** The list of the customers of that row. */
  addressOf: (row: T) => string
  /** Days that the money is of. */
  windowDays: number
  /** In pixels. */
  ruleWidth: number
  targetOf?: (row: T) => number
  /** Columns after the money. */
  more?: Column<T>[]
}

/** Groups of customers: their rule, how many they are, their share (beside its target, if it has one) and their money. */
export function SegmentTable<T extends Common>({
  title,
  nameTitle,
  rows,
  keyOf,
  nameOf,
  addressOf,
  windowDays,
  ruleWidth,
  targetOf,
  more = [],
}: Props<T>) {
  const { t } = useTranslation()
  const format = useFormat()
  const navigate = useNavigate()
  const columns: Column<T>[] = [
    {
      key: 'name',
      title: nameTitle,
      render: (row) => (
        <Link to={addressOf(row)} className="cell-main" data-count={row.customers}>
          {nameOf(row)}
        </Link>
      ),
    },
    {
      key: 'rule',
      title: t('segment.rule'),
      maxWidth: ruleWidth,
      render: (row) => (
        <span className="soft" title={format.text(row.rule)}>
          {format.text(row.rule)}
        </span>
      ),
    },
    { key: 'customers', title: t('common.customers'), numeric: true, render: (row) => format.integer(row.customers) },
    { key: 'share', title: t('common.share'), numeric: true, render: (row) => format.percent(row.share) },
    ...(targetOf === undefined
      ? []
      : [
          {
            key: 'target',
            title: t('common.target'),
            numeric: true,
            render: (row: T) => <span className="faint">{format.percent(targetOf(row), 0)}</span>,
          },
        ]),
    { key: 'bar', title: '', render: (row) => <ShareBar share={row.share} target={targetOf?.(row)} />, hideOnCard: true },
    {
      key: 'monetary',
      title: t('segment.moneyWindow', { days: windowDays }),
      numeric: true,
      render: (row) => (row.monetary === null ? <Unknown reason={t('segment.noOrderData')} /> : format.moneyCompact(row.monetary)),
    },
    ...more,
  ]
  return (
    <Panel title={title} flush>
      <DataTable label={title} columns={columns} rows={rows} rowKey={keyOf} empty={null} onOpen={(row) => void navigate(addressOf(row))} />
    </Panel>
  )
}

/** A share of all customers from 0 to 60 %, with its target as a dashed mark. */
function ShareBar({ share, target }: { share: number; target: number | undefined }) {
  const place = (value: number) => `${Math.min(100, (value / 0.6) * 100)}%`
  return (
    <span className="share-bar" aria-hidden="true">
      <span style={{ width: place(share) }} />
      {target === undefined ? null : <i style={{ left: place(target) }} />}
    </span>
  )
}
