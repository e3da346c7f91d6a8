import { Checkbox, Skeleton } from 'antd'
import { useRef } from 'react'
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiProblem } from '../api/client.ts'
import { ErrorNotice } from './error-notice.tsx'
import { Icon } from './icon.tsx'

export interface Column<T> {
  key: string
  title: string
  render: (row: T) => ReactNode
  /** Numbers stand at the right with figures of one width. */
  numeric?: boolean
  /** Cut with an ellipsis beyond this width in pixels. */
  maxWidth?: number
  /** The server's name of this order; a column without one cannot be sorted. */
  sort?: string
  /** Left out of the card that a row becomes on a narrow screen. */
  hideOnCard?: boolean
  /** Takes the whole width of that card. */
  wideOnCard?: boolean
}

interface Sorting {
  by: string | undefined
  order: 'asc' | 'desc'
  change: (by: string, order: 'asc' | 'desc') => void
}

export interface RowSelection<T> {
  chosen: ReadonlySet<string>
  change: (next: ReadonlySet<string>) => void
  /** What a row is called when it is read aloud. */
  nameOf: (row: T) => string
}

interface Props<T> {
  label: string
  columns: Column<T>[]
  rows: readonly T[] | undefined
  rowKey: (row: T) => string
  error?: ApiProblem | null
  retry?: () => void
  empty: ReactNode
  onOpen?: (row: T) => void
  sorting?: Sorting
  /** Dims the rows while the next ones load. */
  busy?: boolean
  skeletonRows?: number
  /** Rows can be chosen, one by one or the page at once. */
  selection?: RowSelection<T> | undefined
}

/** A dense table: sticky header, sorting by the server, arrows and Enter on rows, cards on a narrow screen. */
export function DataTable<T>({
  label,
  columns,
  rows,
  rowKey,
  error = null,
  retry,
  empty,
  onOpen,
  sorting,
  busy = false,
  skeletonRows = 8,
  selection,
}: Props<T>) {
  const body = useRef<HTMLTableSectionElement>(null)
  if (error !== null && rows === undefined) {
    return (
      <div className="panel-body">
        <ErrorNotice problem={error} {...(retry === undefined ? {} : { retry })} />
      </div>
    )
  }
  if (rows !== undefined && rows.length === 0) return empty
  const move = (event: KeyboardEvent<HTMLTableRowElement>, index: number, row: T) => {
    const lines = body.current?.rows
    if (event.key === 'ArrowDown') lines?.[index + 1]?.focus()
    else if (event.key === 'ArrowUp') lines?.[index - 1]?.focus()
    else if (event.key === 'Enter' && event.target === event.currentTarget) onOpen?.(row)
    else return
    event.preventDefault()
  }
  return (
    // A scrolling region must be reachable by keyboard, so that it can be scrolled without a mouse.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-scroll" role="region" aria-label={label} tabIndex={0}>
      <table className={`table ${busy ? 'table-busy' : ''}`} aria-busy={rows === undefined || busy}>
        <thead>
          <tr>
            {selection === undefined ? null : <SelectPage rows={rows ?? []} rowKey={rowKey} selection={selection} />}
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} sorting={sorting} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows === undefined
            ? Array.from({ length: skeletonRows }, (_, index) => (
                <tr key={index}>
                  {selection === undefined ? null : (
                    <td className="select-cell">
                      <Skeleton.Avatar active shape="square" size={14} />
                    </td>
                  )}
                  {columns.map((column) => (
                    <td key={column.key}>
                      <Skeleton.Input active size="small" style={{ height: 14, minWidth: 40, width: column.numeric === true ? 56 : 96 }} />
                    </td>
                  ))}
                </tr>
              ))
            : rows.map((row, index) => (
                <tr
                  key={rowKey(row)}
                  className={onOpen === undefined ? '' : 'row-link'}
                  {...(onOpen === undefined
                    ? {}
                    : {
                        tabIndex: 0,
                        onClick: (event) => {
                          if (opensRow(event)) onOpen(row)
                        },
                        onKeyDown: (event) => move(event, index, row),
                      })}
                >
                  {selection === undefined ? null : (
                    <td className="select-cell">
                      <Checkbox
                        aria-label={selection.nameOf(row)}
                        checked={selection.chosen.has(rowKey(row))}
                        onChange={(event) => {
                          const next = new Set(selection.chosen)
                          if (event.target.checked) next.add(rowKey(row))
                          else next.delete(rowKey(row))
                          selection.change(next)
                        }}
                      />
                    </td>
                  )}
                  {columns.map((column) => (
                    <td
                      key={column.key}
                      data-label={column.title}
                      className={`${column.numeric === true ? 'num' : ''} ${column.hideOnCard === true ? 'no-card' : ''} ${column.wideOnCard === true ? 'wide-card' : ''}`}
                      style={column.maxWidth === undefined ? undefined : { maxWidth: column.maxWidth }}
                    >
                      {column.render(row)}
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
    </div>
  )
}

/** Not a click on what acts by itself, nor one in a dialog or question that a cell has opened: React passes those on to the row as well. */
function opensRow({ target, currentTarget }: MouseEvent<HTMLTableRowElement>): boolean {
  return target instanceof Element && currentTarget.contains(target) && target.closest('a, button, input, label') === null
}

function SelectPage<T>({ rows, rowKey, selection }: { rows: readonly T[]; rowKey: (row: T) => string; selection: RowSelection<T> }) {
  const { t } = useTranslation()
  const chosen = rows.filter((row) => selection.chosen.has(rowKey(row))).length
  const all = rows.length > 0 && chosen === rows.length
  return (
    <th scope="col" className="select-cell">
      <Checkbox
        aria-label={t('common.selectPage')}
        checked={all}
        indeterminate={chosen > 0 && !all}
        onChange={() => {
          const next = new Set(selection.chosen)
          for (const row of rows) {
            if (all) next.delete(rowKey(row))
            else next.add(rowKey(row))
          }
          selection.change(next)
        }}
      />
    </th>
  )
}

function HeadCell<T>({ column, sorting }: { column: Column<T>; sorting: Sorting | undefined }) {
  const { t } = useTranslation()
  const sort = column.sort
  // A column of buttons or bars has nothing to say in a heading.
  // oxlint-disable-next-line jsx-a11y/control-has-associated-label
  if (column.title === '') return <td />
  const className = column.numeric === true ? 'num' : ''
  if (sort === undefined || sorting === undefined) {
    return (
      <th scope="col" className={className}>
        {column.title}
      </th>
    )
  }
  const active = sorting.by === sort
  const next = active && sorting.order === 'desc' ? 'asc' : 'desc'
  return (
    <th scope="col" className={className} aria-sort={active ? (sorting.order === 'asc' ? 'ascending' : 'descending') : 'none'}>
      <button
        type="button"
        className={`sort ${active ? 'sort-active' : ''}`}
        onClick={() => sorting.change(sort, next)}
        title={t('common.sortBy', { column: column.title })}
      >
        {column.title}
        <Icon name={active && sorting.order === 'asc' ? 'arrowUp' : 'arrowDown'} size={12} />
      </button>
    </th>
  )
}
