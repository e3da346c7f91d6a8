import { Segmented, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Task } from '#http/schemas/retain.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useEndless } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import type { Column } from '../../components/data-table.tsx'
import { EndlessTable } from '../../components/endless-table.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { DueClock } from '../../components/due-clock.tsx'
import { TaskDrawer } from './task-drawer.tsx'
import './retain.css'

export default function TasksPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const params = usePageParams()
  const state = params.get('state') === 'done' ? 'done' : 'open'
  const overdue = state === 'open' && params.get('overdue') === 'true'
  const query = useEndless(endpoints.tasks({ state, overdue: overdue ? true : undefined, limit: 50 }))
  const open = query.data?.find((one) => one.id === params.get('task'))
  const columns: Column<Task>[] = [
    { key: 'task', title: t('retain.task'), maxWidth: 420, render: (row) => <span className="cell-main">{format.text(row.title)}</span> },
    {
      key: 'customer',
      title: t('retain.customer'),
      render: (row) => (row.maskedName === '' ? row.customerId.slice(0, 8) : row.maskedName),
    },
    ...(state === 'open'
      ? [{ key: 'due', title: t('retain.due'), render: (row: Task) => <DueClock dueAt={row.dueAt} /> }]
      : [
          { key: 'outcome', title: t('retain.outcome'), render: (row: Task) => code('taskOutcome', row.outcome ?? '') },
          {
            key: 'finished',
            title: t('retain.finished'),
            render: (row: Task) => (row.finishedAt === null ? '' : format.dateTime(row.finishedAt)),
          },
        ]),
  ]
  return (
    <Page
      title={t('retain.tasksTitle')}
      purpose={t('retain.tasksPurpose')}
      actions={
        <Segmented
          aria-label={t('retain.state')}
          value={state}
          onChange={(value) => params.set({ state: value === 'open' ? undefined : value, task: undefined })}
          options={[
            { value: 'open', label: t('retain.open') },
            { value: 'done', label: t('retain.finishedTab') },
          ]}
        />
      }
    >
      <div className="panel">
        {overdue ? (
          <div className="filters">
            <Tag closable onClose={() => params.set({ overdue: undefined })}>
              {t('predict.overdueOnly')}
            </Tag>
          </div>
        ) : null}
        <EndlessTable
          label={t('retain.tasksTitle')}
          columns={columns}
          query={query}
          rowKey={(row) => row.id}
          onOpen={(row) => params.set({ task: row.id })}
          empty={
            <EmptyState title={state === 'open' ? t('retain.tasksEmpty') : t('retain.tasksDoneEmpty')}>
              {t('retain.tasksEmptyText')}
            </EmptyState>
          }
        />
      </div>
      <TaskDrawer key={open?.id ?? ''} task={open} close={() => params.set({ task: undefined })} />
    </Page>
  )
}
