import { Select } from 'antd'
import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { GroupMoves } from '#http/segment/tier-history-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { ChartPanel } from '../../charts/chart-panel.tsx'
import { moveChart } from '../../charts/move-chart.ts'
import { Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import type { PageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { useTokens } from '../../theme/theme-mode.tsx'
import { groupColour, useGroupWord } from './group-words.ts'

interface Between {
  readonly moves: GroupMoves
  readonly from: string
  readonly to: string
}

/** The people of a move, as the list of customers finds them. */
function peopleOf({ moves: { scheme }, from, to }: Between, move: GroupMoves['moves'][number]): string {
  return `/customers?${new URLSearchParams({ wasIn: `${scheme}:${from}:${move.from}`, cameTo: `${scheme}:${to}:${move.to}` }).toString()}`
}

/** Who went from which group to which between two months that can be chosen: as bands and as a matrix, each number with its people. */
export function GroupMovesPanels({ params, scheme }: { params: PageParams; scheme: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useApi(endpoints.groupMoves({ scheme, from: params.get('from'), to: params.get('to') }), { keepPrevious: true })
  const choice = (name: 'from' | 'to', label: string, value: string, months: readonly string[]) => (
    <Select
      aria-label={label}
      size="small"
      value={value}
      onChange={(month: string) => params.set({ [name]: month })}
      options={months.map((month) => ({ value: month, label: format.month(month) }))}
    />
  )
  return (
    <QueryView query={query}>
      {(moves) => {
        const { from, to, months } = moves
        if (from === null || to === null) {
          return (
            <Panel title={t('segment.movesTitle')}>
              <p className="soft">{t('segment.movesNone')}</p>
            </Panel>
          )
        }
        const between = { moves, from: from.month, to: to.month }
        const choices = (
          <span className="row">
            {choice('from', t('segment.fromMonth'), from.month, months)}
            <span aria-hidden="true">→</span>
            {choice('to', t('segment.toMonth'), to.month, months)}
          </span>
        )
        return (
          <>
            <MoveBands between={between} above={choices} />
            <MoveMatrix between={between} />
          </>
        )
      }}
    </QueryView>
  )
}

function MoveBands({ between, above }: { between: Between; above: ReactNode }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const navigate = useNavigate()
  const { moves, from, to } = between
  const word = useGroupWord(moves.scheme)
  const option = useMemo(
    () =>
      moveChart(tokens, moves.moves, {
        colour: (group) => groupColour(tokens, group),
        word,
        count: (customers) => [t('common.customers'), format.integer(customers)],
        order: moves.groups,
        opacity: 0.32,
      }),
    [moves, tokens, word, format, t],
  )
  return (
    <ChartPanel
      title={t('segment.movesTitle')}
      label={t('segment.movesLabel', { from: format.month(from), to: format.month(to) })}
      height={320}
      option={option}
      above={above}
      onPick={(_, index) => {
        const move = moves.moves[index]
        if (move !== undefined) void navigate(peopleOf(between, move))
      }}
      table={{
        head: [format.month(from), format.month(to), t('common.customers')],
        rows: moves.moves.map((move) => [word(move.from), word(move.to), format.integer(move.customers)]),
      }}
    />
  )
}

function MoveMatrix({ between }: { between: Between }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { moves, from, to } = between
  const word = useGroupWord(moves.scheme)
  return (
    <Panel title={t('segment.matrixTitle')} note={t('segment.matrixNote', { from: format.month(from), to: format.month(to) })}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="table-scroll figure-table" role="region" aria-label={t('segment.matrixTitle')} tabIndex={0}>
        <table className="table table-plain">
          <thead>
            <tr>
              <th scope="col">{format.month(from)}</th>
              {moves.groups.map((group) => (
                <th key={group} scope="col" className="num">
                  {word(group)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {moves.groups.map((row) => (
              <tr key={row}>
                <th scope="row">{word(row)}</th>
                {moves.groups.map((column) => {
                  const move = moves.moves.find((one) => one.from === row && one.to === column)
                  return (
                    <td key={column} className="num">
                      {move === undefined ? (
                        <span className="faint">·</span>
                      ) : (
                        <Link to={peopleOf(between, move)} data-count={move.customers}>
                          {format.integer(move.customers)}
                        </Link>
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
