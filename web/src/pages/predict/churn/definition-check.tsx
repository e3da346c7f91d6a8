import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ChurnDefinitionCheck } from '#http/predict/churn-model-schemas.ts'
import type { ApiProblem } from '../../../api/client.ts'
import { FigureTable } from '../../../charts/chart-panel.tsx'
import { useCode } from '../../../components/codes.ts'
import { Figure } from '../../../components/figure.tsx'
import { Icon } from '../../../components/icon.tsx'
import { Panel } from '../../../components/page.tsx'
import { LinesSkeleton, QueryView } from '../../../components/query-view.tsx'
import { useFormat } from '../../../format/use-format.ts'

interface Props {
  query: UseQueryResult<ChurnDefinitionCheck, ApiProblem>
  /** The figures belong to what was asked before. */
  busy: boolean
}

/** What a definition finds in the data: who left, who stayed, which gates are open, and how good a model they allow. */
export function DefinitionCheck({ query, busy }: Props) {
  const { t } = useTranslation()
  return (
    <Panel title={t('churn.found')} note={<span role="status">{busy ? t('churn.counting') : ''}</span>}>
      <QueryView query={query} skeleton={<LinesSkeleton rows={5} />}>
        {(check) => (
          <div className={busy ? 'stack check-busy' : 'stack'}>
            <Found check={check} />
          </div>
        )}
      </QueryView>
    </Panel>
  )
}

function Found({ check }: { check: ChurnDefinitionCheck }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  return (
    <>
      <p>{format.text(check.text)}</p>
      <div className="figures figures-tight check-figures">
        <Figure
          label={t('churn.left')}
          value={format.integer(check.churners)}
          detail={check.baseRate === null ? undefined : t('churn.ofAll', { share: format.percent(check.baseRate) })}
        />
        <Figure
          label={t('churn.stayed')}
          value={format.integer(check.kept)}
          detail={t('churn.examples', { n: format.integer(check.customers) })}
        />
        <Figure
          label={t('churn.scoredToday')}
          value={format.integer(check.audienceNow)}
          detail={t('churn.historyDays', { days: format.integer(check.historyDays) })}
        />
      </div>
      <ul className="gates" aria-label={t('churn.gates')}>
        {check.gates.map((gate) => (
          <li key={gate.name} className={gate.passed ? 'gate gate-open' : 'gate'}>
            <Icon name={gate.passed ? 'check' : 'close'} size={14} />
            <span>
              <span className="visually-hidden">{t(gate.passed ? 'churn.gateOpen' : 'churn.gateShut')}: </span>
              {format.text(gate.text)}
            </span>
          </li>
        ))}
      </ul>
      <Alert
        type="info"
        showIcon
        title={t('churn.rungNow', { rung: code('model', check.rung) })}
        description={format.text(check.rungText)}
      />
    </>
  )
}

/** How many examples each date gives. */
export function DefinitionSnapshots({ check }: { check: ChurnDefinitionCheck }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (check.snapshots.length === 0) return null
  return (
    <Panel title={t('churn.snapshots')}>
      <FigureTable
        label={t('churn.snapshots')}
        table={{
          head: [t('churn.snapshot'), t('common.customers'), t('churn.left')],
          rows: check.snapshots.map((one) => [format.date(one.asOf), format.integer(one.customers), format.integer(one.churners)]),
        }}
      />
    </Panel>
  )
}
