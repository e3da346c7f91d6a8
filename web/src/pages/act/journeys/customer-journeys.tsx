import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { JourneysOfCustomer } from '#http/act/journey-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useReach } from '../../../session/use-can.ts'
import { useRunWords } from './run-words.ts'

type Run = JourneysOfCustomer['runs'][number]

/** The journeys that a customer is or was in, and where; who sees all customers can look up why. */
export function CustomerJourneys({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { can, limited } = useReach()
  const words = useRunWords()
  const { data, error } = useApi(endpoints.customerJourneys(customerId), { enabled: can('decisions:read') })
  if (!can('decisions:read')) return null
  const where = ({ state, reason, endedAt, step, journeyState }: Run) => {
    if (endedAt !== null) return words.ended(state, reason)
    const at = step === null ? words.state(state) : step.name === '' ? t(`journeys.kinds.${step.kind}`) : step.name
    return journeyState === 'paused' ? `${at} · ${t('journeys.states.paused')}` : at
  }
  const columns: Column<Run>[] = [
    {
      key: 'journey',
      title: t('journeys.ofCustomer.journey'),
      maxWidth: 260,
      render: ({ journeyId, journeyName, entryKey }) => (
        <>
          {limited ? (
            <span className="cell-main">{journeyName}</span>
          ) : (
            <Link to={`/retain/journeys/${journeyId}?customer=${customerId}`} className="cell-main">
              {journeyName}
            </Link>
          )}
          {entryKey === '' ? null : <span className="cell-sub">{entryKey}</span>}
        </>
      ),
    },
    { key: 'where', title: t('journeys.ofCustomer.where'), maxWidth: 240, render: where },
    { key: 'entered', title: t('journeys.people.entered'), render: ({ enteredAt }) => format.dateTime(enteredAt) },
    {
      key: 'then',
      title: t('journeys.ofCustomer.then'),
      render: ({ endedAt, dueAt }) =>
        endedAt === null
          ? dueAt === null
            ? ''
            : t('journeys.ofCustomer.next', { time: format.dateTime(dueAt) })
          : t('journeys.ofCustomer.ended', { time: format.dateTime(endedAt) }),
    },
    {
      key: 'goal',
      title: t('journeys.goalTitle'),
      render: ({ goalAt }) => (goalAt === null ? '' : format.dateTime(goalAt)),
    },
  ]
  return (
    <Panel title={t('journeys.ofCustomer.title')} {...(limited ? {} : { note: t('journeys.ofCustomer.note') })} flush>
      <DataTable
        label={t('journeys.ofCustomer.title')}
        columns={columns}
        rows={data?.runs}
        error={error}
        rowKey={({ id }) => id}
        skeletonRows={2}
        empty={<p className="panel-body soft">{t('journeys.ofCustomer.none')}</p>}
      />
    </Panel>
  )
}
