import { Button, Skeleton, Tooltip } from 'antd'
import { lazy, Suspense, useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import { Panel } from '../components/page.tsx'
import type { ChartCanvasProps } from './chart-canvas.tsx'

const ChartCanvas = lazy(() => import('./chart-canvas.tsx'))

export interface ChartTable {
  head: readonly string[]
  /** The cells are words: everything stands at the left. */
  words?: boolean
  rows: readonly (readonly (string | number)[])[]
}

interface Props extends ChartCanvasProps {
  title: ReactNode
  note?: ReactNode
  table: ChartTable
  /** One sentence under the chart: what it shows. */
  caption?: ReactNode
  className?: string
  /** Stands before the chart: what it says in words. */
  above?: ReactNode
}

export function Chart(props: ChartCanvasProps) {
  return (
    <Suspense fallback={<Skeleton.Node active style={{ width: '100%', height: props.height }} />}>
      <ChartCanvas {...props} />
    </Suspense>
  )
}

/** A chart with its title, and the same figures as a table on demand. */
export function ChartPanel({ title, note, table, caption, className, above, ...chart }: Props) {
  const { t } = useTranslation()
  const [asTable, setAsTable] = useState(false)
  const toggle = asTable ? t('common.showChart') : t('common.showTable')
  return (
    <Panel
      title={title}
      note={note}
      {...(className === undefined ? {} : { className })}
      actions={
        <Tooltip title={toggle}>
          <Button
            type="text"
            size="small"
            aria-label={toggle}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
            icon={<Icon name={asTable ? 'chart' : 'table'} size={15} />}
          />
        </Tooltip>
      }
    >
      {above}
      {asTable ? <FigureTable table={table} label={chart.label} /> : <Chart {...chart} />}
      {caption === undefined ? null : <p className="caption">{caption}</p>}
    </Panel>
  )
}

/** Plain figures; the first column names the row. */
export function FigureTable({ table, label }: { table: ChartTable; label: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-scroll figure-table" role="region" aria-label={label} tabIndex={0}>
      <table className="table table-plain">
        <thead>
          <tr>
            {table.head.map((text, index) => (
              <th key={text} scope="col" className={index === 0 || table.words === true ? '' : 'num'}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.join('|')}>
              {row.map((cell, index) => (
                <td key={table.head[index]} className={index === 0 || table.words === true ? '' : 'num'}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
