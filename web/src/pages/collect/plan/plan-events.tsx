import { App, Button, Dropdown, Input, Space, Upload } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanLibrary, PlanProposal, TrackingPlan } from '#http/collect/plan-schemas.ts'
import { getJson } from '../../../api/client.ts'
import type { ApiProblem } from '../../../api/client.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { useProblemText } from '../../../components/error-notice.tsx'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { EventDrawer } from './event-drawer.tsx'
import { keyOf, readPlanText, withEvents } from './plan-draft.ts'
import type { Planned } from './plan-draft.ts'
import { saveText } from './save-text.ts'

const DAYS = 7

interface Props {
  scope: string
  plan: TrackingPlan
  change: (part: Partial<TrackingPlan>) => void
  mayEdit: boolean
}

/** The events of a plan, and the ways in which they come into it. */
export function PlanEvents({ scope, plan, change, mayEdit }: Props) {
  const { t, i18n } = useTranslation()
  const { message } = App.useApp()
  const format = useFormat()
  const problemText = useProblemText()
  const library = useApi(endpoints.planLibrary(), { enabled: mayEdit })
  const [proposal, setProposal] = useState<PlanProposal>()
  const [busy, setBusy] = useState(false)
  const [opened, setOpened] = useState<number>()
  const [wanted, setWanted] = useState('')
  const seen = new Map(proposal?.seen.map(({ type, name, count }) => [keyOf({ type, name }), count]))
  const learn = async () => {
    setBusy(true)
    try {
      const answer = await getJson<PlanProposal>(`/tracking-plans/${scope}/proposal`, { days: DAYS })
      setProposal(answer)
      const next = withEvents(plan, answer.plan.events)
      const added = next.events.length - plan.events.length
      change(next)
      const { total, looked } = answer
      const figures = {
        days: DAYS,
        count: total,
        added: format.integer(added),
        total: format.integer(total),
        looked: format.integer(looked),
      }
      void message.info(total === 0 ? t('plan.learnedNothing', { days: DAYS }) : t('plan.learned', figures))
    } catch (problem) {
      void message.error(problemText(problem as ApiProblem))
    } finally {
      setBusy(false)
    }
  }
  const take = (template: PlanLibrary['items'][number]) => {
    const { events } = template.plans[i18n.language.startsWith('zh') ? 'zh' : 'en']
    change(withEvents(plan, events))
  }
  const read = async (file: File) => {
    const next = readPlanText(await file.text())
    if (next === null) void message.error(t('plan.importWrong'))
    else change(next)
  }
  const add = () => {
    change({ events: [...plan.events, { type: 'track', name: '', description: '', owner: '', properties: [] }] })
    setOpened(plan.events.length)
  }
  const rows = plan.events
    .map((event, at) => ({ event, at }))
    .filter(({ event }) => wanted === '' || `${event.name} ${event.description}`.toLowerCase().includes(wanted.toLowerCase()))
  const columns: Column<{ event: Planned; at: number }>[] = [
    {
      key: 'event',
      title: t('plan.event'),
      render: ({ event }) => (
        <>
          <span className="cell-main">{event.name === '' ? t('plan.anyPage') : event.name}</span>
          {event.description === '' ? null : <span className="cell-sub">{event.description}</span>}
        </>
      ),
    },
    { key: 'type', title: t('plan.type'), render: ({ event }) => t(`plan.eventType.${event.type}`) },
    {
      key: 'properties',
      title: t('plan.properties'),
      maxWidth: 460,
      wideOnCard: true,
      render: ({ event }) => event.properties.map(({ name, required }) => (required ? `${name}*` : name)).join(', '),
    },
    { key: 'owner', title: t('plan.owner'), render: ({ event }) => event.owner },
    ...(proposal === undefined
      ? []
      : [
          {
            key: 'seen',
            title: t('plan.seen', { days: DAYS }),
            numeric: true,
            render: ({ event }: { event: Planned }) => format.integer(seen.get(keyOf(event)) ?? 0),
          },
        ]),
  ]
  const shown = opened === undefined ? undefined : plan.events[opened]
  return (
    <Panel
      title={t('plan.events')}
      note={plan.events.length === 0 ? undefined : t('plan.eventsNote')}
      flush
      actions={
        <Space wrap>
          {mayEdit ? (
            <>
              <Button loading={busy} onClick={() => void learn()}>
                {t('plan.learn')}
              </Button>
              <Dropdown
                trigger={['click']}
                menu={{
                  items: (library.data?.items ?? []).map((one) => ({
                    key: one.name,
                    label: one.title[i18n.language.startsWith('zh') ? 'zh' : 'en'],
                    onClick: () => take(one),
                  })),
                }}
              >
                <Button>{t('plan.template')}</Button>
              </Dropdown>
              <Upload
                accept=".json,application/json"
                showUploadList={false}
                beforeUpload={(file) => {
                  void read(file)
                  return false
                }}
              >
                <Button>{t('plan.importJson')}</Button>
              </Upload>
            </>
          ) : null}
          <Button
            disabled={plan.events.length === 0}
            onClick={() => saveText('tracking-plan.json', JSON.stringify(plan, null, 2), 'application/json')}
          >
            {t('plan.exportJson')}
          </Button>
          {mayEdit ? (
            <Button icon={<Icon name="plus" />} onClick={add}>
              {t('plan.addEvent')}
            </Button>
          ) : null}
        </Space>
      }
    >
      {plan.events.length < 10 ? null : (
        <div className="plan-search">
          <Input
            allowClear
            value={wanted}
            aria-label={t('plan.search')}
            placeholder={t('plan.search')}
            onChange={(event) => setWanted(event.target.value)}
          />
        </div>
      )}
      <DataTable
        label={t('plan.events')}
        columns={columns}
        rows={rows}
        rowKey={({ event, at }) => `${at} ${keyOf(event)}`}
        onOpen={({ at }) => setOpened(at)}
        empty={<EmptyState title={t('plan.eventsNone')}>{t('plan.eventsNoneText')}</EmptyState>}
      />
      {shown === undefined || opened === undefined ? null : (
        <EventDrawer
          event={shown}
          mayEdit={mayEdit}
          close={() => setOpened(undefined)}
          change={(next) => change({ events: plan.events.with(opened, next) })}
          remove={() => {
            setOpened(undefined)
            change({ events: plan.events.filter((_, at) => at !== opened) })
          }}
        />
      )}
    </Panel>
  )
}
