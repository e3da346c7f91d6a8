import { Alert, App, Button, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CustomerSelection } from '#http/profile/selection-schemas.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useFormat } from '../../format/use-format.ts'
import { useSession } from '../../session/session-context.tsx'
import { JobDialog } from './job-dialog.tsx'

interface Fields {
  title: string
  script?: string
  hours: number
  ownerId?: string
}

interface Props {
  customers: CustomerSelection
  close: () => void
}

const HOURS = [4, 24, 72, 168] as const

/** Makes a task about one customer, or the same one about many. */
export function TaskDialog({ customers, close }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { user } = useSession()
  const { message } = App.useApp()
  const owners = useApi(endpoints.taskOwners())
  const one = customers.ids?.length === 1 ? customers.ids[0] : undefined
  const start = useChange<Job>(['/tasks', '/overview', '/jobs'])
  const single = useChange(['/tasks', '/overview'])
  const submit = ({ title, script, hours, ownerId }: Fields) => {
    const body = {
      title,
      ...(script === undefined ? {} : { script }),
      dueInHours: hours,
      ownerId: ownerId ?? null,
    }
    if (one === undefined) start.mutate({ method: 'POST', path: '/tasks/bulk', body: { ...body, customers } })
    else
      single.mutate(
        { method: 'POST', path: `/customers/${encodeURIComponent(one)}/tasks`, body },
        {
          onSuccess: () => {
            void message.success(t('act.taskMade'))
            close()
          },
        },
      )
  }
  const people = owners.data?.items ?? []
  return (
    <JobDialog
      title={t('act.newTask')}
      close={close}
      job={start.data}
      problem={start.error ?? single.error}
      done={(job) => (
        <Alert
          type="success"
          showIcon
          title={t('act.tasksMade', {
            count: Number(job.result?.['created'] ?? 0),
            n: format.integer(Number(job.result?.['created'] ?? 0)),
          })}
          action={<Link to="/retain/tasks">{t('act.toTasks')}</Link>}
        />
      )}
    >
      <Form<Fields> layout="vertical" requiredMark={false} initialValues={{ hours: 24, ownerId: user.id }} onFinish={submit}>
        <Form.Item name="title" label={t('act.taskTitle')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input maxLength={200} placeholder={t('act.taskTitleExample')} />
        </Form.Item>
        <Form.Item name="script" label={`${t('act.script')} (${t('common.optional')})`}>
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={4000} />
        </Form.Item>
        <Form.Item name="hours" label={t('act.within')}>
          <Select options={HOURS.map((value) => ({ value, label: t('act.hours', { count: value }) }))} />
        </Form.Item>
        <Form.Item name="ownerId" label={t('act.owner')}>
          <Select
            allowClear
            placeholder={t('act.nobody')}
            loading={owners.isPending}
            options={people.map(({ id, name }) => ({ value: id, label: id === user.id ? t('act.me', { name }) : name }))}
          />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={start.isPending || single.isPending}>
          {t('act.makeTask')}
        </Button>
      </Form>
    </JobDialog>
  )
}
