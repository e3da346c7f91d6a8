import { App, Button, Segmented, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Task } from '#http/decide/retain-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import type { Column } from '../../components/data-table.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { useProblemText } from '../../components/error-notice.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { usePages } from '../../components/use-pages.ts'
import { StateTag } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { DueClock } from '../../components/due-clock.tsx'
import { TaskRulesDrawer } from './task-rules-drawer.tsx'
import { TaskDrawer } from './task-drawer.tsx'
import '../decide/decide.css'

const owners = ['me', 'nobody'] as const

export default function TasksPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const rules = useApi(endpoints.taskRules())
  const outcomeText = (given: string | null): string => {
    const known = rules.data?.all.find(({ code }) => code === given)
    return known === undefined ? (given ?? '') : format.text(known.label)
  }
  const [isRuling, setRuling] = useState(false)
  const params = usePageParams()
  const state = params.get('state') === 'done' ? 'done' : 'open'
  const escalated = state === 'open' && params.get('escalated') === 'true'
  const overdue = state === 'open' && params.get('overdue') === 'true'
  const owner = owners.find((one) => one === params.get('owner'))
  const pages = usePages('tasks', params, (page) =>
    endpoints.tasks({ state, overdue: overdue ? true : undefined, escalated: escalated ? true : undefined, owner, ...page }),
  )
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const take = useChange<Task>(['/tasks', '/overview'])
  const open = pages.rows?.find((one) => one.id === params.get('task'))
  const columns: Column<Task>[] = [
    { key: 'task', title: t('act.task'), maxWidth: 420, render: (row) => <span className="cell-main">{format.text(row.title)}</span> },
    {
      key: 'customer',
      title: t('act.customer'),
      render: (row) => (
        <span className="row">
          <Link to={`/customers/${row.customerId}`}>{row.maskedName === '' ? row.customerId.slice(0, 8) : row.maskedName}</Link>
          {row.state === 'open' && row.escalatedAt !== null ? <StateTag tone="warn">{t('taskRules.escalated')}</StateTag> : null}
          {row.doNotContact ? <StateTag tone="warn">{t('act.doNotContact')}</StateTag> : null}
        </span>
      ),
    },
    {
      key: 'owner',
      title: t('act.owner'),
      render: (row) => row.owner?.name ?? <span className="faint">{t('act.nobody')}</span>,
    },
    ...(state === 'open'
      ? [
          { key: 'due', title: t('act.due'), render: (row: Task) => <DueClock dueAt={row.dueAt} /> },
          ...(can('tasks:work')
            ? [
                {
                  key: 'act',
                  title: t('common.actions'),
                  wideOnCard: true,
                  render: (row: Task) =>
                    row.owner === null ? (
                      <Button
                        size="small"
                        loading={take.isPending && take.variables.path.includes(row.id)}
                        onClick={() =>
                          take.mutate(
                            { method: 'POST', path: `/tasks/${row.id}/take` },
                            {
                              onSuccess: () => void message.success(t('act.taken')),
                              onError: (problem) => void message.error(problemText(problem)),
                            },
                          )
                        }
                      >
                        {t('act.take')}
                      </Button>
                    ) : (
                      <Button size="small" onClick={() => params.set({ task: row.id })}>
                        {t('act.complete')}
                      </Button>
                    ),
                },
              ]
            : []),
        ]
      : [
          { key: 'outcome', title: t('act.outcome'), render: (row: Task) => outcomeText(row.outcome) },
          {
            key: 'finished',
            title: t('act.finished'),
            render: (row: Task) => (row.finishedAt === null ? '' : format.dateTime(row.finishedAt)),
          },
        ]),
  ]
  return (
    <Page
      title={t('act.tasksTitle')}
      purpose={t('act.tasksPurpose')}
      actions={
        <Segmented
          aria-label={t('decide.state')}
          value={state}
          onChange={(value) => params.set({ state: value === 'open' ? undefined : value, task: undefined })}
          options={[
            { value: 'open', label: t('act.open') },
            { value: 'done', label: t('act.finishedTab') },
          ]}
        />
      }
    >
      <div className="panel">
        <div className="filters">
          <Segmented
            aria-label={t('act.owner')}
            value={owner ?? ''}
            onChange={(value) => params.set({ owner: value, task: undefined })}
            options={[
              { value: '', label: t('act.everyone') },
              { value: 'me', label: t('act.mine') },
              { value: 'nobody', label: t('act.unowned') },
            ]}
          />
          {state === 'open' ? (
            <Tag.CheckableTag
              style={{ alignSelf: 'center', fontSize: 'inherit' }}
              checked={escalated}
              onChange={(checked) => params.set({ escalated: checked ? 'true' : undefined, task: undefined })}
            >
              {t('taskRules.escalatedOnly')}
            </Tag.CheckableTag>
          ) : null}
          {can('settings:manage') ? <Button onClick={() => setRuling(true)}>{t('taskRules.rules')}</Button> : null}
        </div>
        {overdue ? (
          <div className="filters">
            <Tag closable onClose={() => params.set({ overdue: undefined })}>
              {t('churn.overdueOnly')}
            </Tag>
          </div>
        ) : null}
        <PagedTable
          label={t('act.tasksTitle')}
          columns={columns}
          pages={pages}
          rowKey={(row) => row.id}
          onOpen={(row) => params.set({ task: row.id })}
          empty={
            <EmptyState title={state === 'open' ? t('act.tasksEmpty') : t('act.tasksDoneEmpty')}>{t('act.tasksEmptyText')}</EmptyState>
          }
        />
      </div>
      {isRuling ? <TaskRulesDrawer close={() => setRuling(false)} /> : null}
      <TaskDrawer key={open?.id ?? ''} task={open} close={() => params.set({ task: undefined })} />
    </Page>
  )
}
