import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import type { DecisionExplanation } from '#http/decide/explanation-schemas.ts'
import type { Endpoint } from '../../api/endpoint.ts'
import { useApi } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { BlockSkeleton, QueryView } from '../../components/query-view.tsx'
import { StateTag } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'
import { SendStateTag } from '../act/send-state.tsx'
import './decide.css'

type Row = DecisionExplanation['strategies'][number]

/** A decision as it was made: the customer then, every strategy with what stopped it or what it would have brought, the choice, the draw and what came of it. */
export function ExplanationDrawer({ endpoint, close }: { endpoint: Endpoint<DecisionExplanation>; close: () => void }) {
  const { t } = useTranslation()
  const query = useApi(endpoint)
  return (
    <Drawer open size="min(1040px, 100vw)" onClose={close} title={t('explain.title')}>
      <QueryView query={query} skeleton={<BlockSkeleton />}>
        {(explanation) => <ExplanationView explanation={explanation} />}
      </QueryView>
    </Drawer>
  )
}

function ExplanationView({ explanation }: { explanation: DecisionExplanation }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const { facts, choice, draw, outcome, strategies } = explanation
  const money = (minor: number) => format.money({ minor: Math.round(minor), currency: explanation.currency })
  const nameOf = (id: string) => {
    const found = strategies.find((one) => one.strategyId === id)
    return found === undefined ? id : format.text(found.name)
  }
  const columns: Column<Row>[] = [
    {
      key: 'name',
      title: t('decide.strategy'),
      maxWidth: 260,
      render: (row) => (
        <>
          <span className="cell-main">{format.text(row.name)}</span>
          <span className="cell-sub">{t('decide.version', { version: row.version })}</span>
        </>
      ),
    },
    { key: 'checks', title: t('explain.checks'), render: (row) => <Checks row={row} /> },
    {
      key: 'effect',
      title: t('decide.effect'),
      numeric: true,
      render: (row) => (
        <>
          <span className="cell-main">{format.points(row.effect)}</span>
          <span className="cell-sub">{t(`explain.effectFrom.${row.effectFrom}`)}</span>
        </>
      ),
    },
    { key: 'margin', title: t('explain.margin'), numeric: true, render: (row) => money(row.margin) },
    { key: 'cost', title: t('decide.cost'), numeric: true, render: (row) => money(row.cost) },
    { key: 'gain', title: t('explain.gain'), numeric: true, render: (row) => money(row.gain) },
  ]
  const known: [string, string][] = [
    [t('explain.risk'), format.percent(facts.riskProbability, 0)],
    ...(facts.cause === null ? [] : ([[t('explain.cause'), code('cause', facts.cause)]] satisfies [string, string][])),
    [t('explain.value'), money(facts.valueMinor)],
    [t('explain.averageOrder'), money(facts.averageOrderMinor)],
    ...(facts.daysSinceLastOrder === null
      ? []
      : ([[t('explain.days'), format.integer(facts.daysSinceLastOrder)]] satisfies [string, string][])),
    ...(facts.model === null ? [] : ([[t('explain.model'), `${facts.model.id} ${facts.model.version}`]] satisfies [string, string][])),
  ]
  return (
    <div className="stack">
      <p className="soft">
        {t('explain.asOf', { time: format.dateTime(explanation.asOf) })}{' '}
        {explanation.reason === null ? '' : t('explain.nothing', { why: code('skip', explanation.reason) })}
      </p>
      <dl className="strategy-facts">
        {known.map(([label, value]) => (
          <Fact key={label} label={label} value={value} />
        ))}
      </dl>
      {choice === null || draw === null ? null : (
        <div className="panel panel-body">
          <dl className="strategy-facts">
            <Fact
              label={t('explain.choice')}
              value={t(choice.isExploration ? 'explain.explored' : 'explain.chosen', {
                name: nameOf(choice.strategyId),
                channel: code('channel', choice.channel),
                probability: format.percent(choice.probability, 1),
              })}
            />
            <Fact
              label={t('explain.draw')}
              value={t(draw.unit === null ? 'explain.drawnAlone' : 'explain.drawnTogether', {
                arm: code('arm', draw.arm),
                probability: format.percent(draw.probability, 0),
              })}
            />
          </dl>
        </div>
      )}
      <h2 className="subhead">{t('explain.strategies')}</h2>
      <div className="panel">
        <DataTable label={t('explain.strategies')} columns={columns} rows={strategies} rowKey={(row) => row.strategyId} empty={null} />
        <p className="figures-foot">{t('explain.formula')}</p>
      </div>
      {outcome === null ? null : (
        <>
          <h2 className="subhead">{t('explain.outcome')}</h2>
          <ul className="skip-list">
            {outcome.sends.map((send) => (
              <li key={send.sendKey}>
                <span>
                  {code('channel', send.channel)} <SendStateTag state={send.state} />
                </span>
                <span className="faint">{format.dateTime(send.finishedAt ?? send.plannedAt)}</span>
              </li>
            ))}
            {outcome.reactions.map((one, i) => (
              <li key={`${one.kind}/${i}`}>
                <span>{code('event', one.kind)}</span>
                <span className="faint">{format.dateTime(one.at)}</span>
              </li>
            ))}
            {outcome.orders.map((one, i) => (
              <li key={`order/${i}`}>
                <span>{t('explain.order')}</span>
                <span className="faint">{format.dateTime(one.at)}</span>
              </li>
            ))}
          </ul>
          {outcome.sends.length + outcome.reactions.length + outcome.orders.length > 0 ? null : (
            <p className="soft">{t('explain.noOutcome')}</p>
          )}
        </>
      )}
    </div>
  )
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  )
}

/** Where the checks of a strategy ended. */
function Checks({ row }: { row: Row }) {
  const { t } = useTranslation()
  const code = useCode()
  if (row.checks === null) return <span className="faint">{t('explain.checksUnknown')}</span>
  const passed = row.checks.filter(({ state }) => state === 'passed').length
  return (
    <>
      {row.isChosen ? (
        <StateTag tone="accent">{t('explain.isChosen')}</StateTag>
      ) : row.failed === null ? (
        <StateTag tone="muted">{t('explain.isEligible')}</StateTag>
      ) : (
        <StateTag tone="warn">{row.failed === 'no_strategy' ? t('explain.notInAudience') : code('skip', row.failed)}</StateTag>
      )}
      <span className="cell-sub">{t('explain.passed', { passed, all: row.checks.length })}</span>
    </>
  )
}
