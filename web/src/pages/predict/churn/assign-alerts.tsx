import { App, Button, Form, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AssignAlertsBody } from '#http/predict/churn-model-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useSession } from '../../../session/session-context.tsx'

interface Props {
  alerts: Pick<AssignAlertsBody, 'ids' | 'filter'>
  count: number
  /** Who has it now, where it is about one. */
  owner?: string | null
  close: () => void
  done: () => void
}

interface Fields {
  ownerId?: string
  hours?: number
}

const HOURS = [4, 24, 72, 168] as const

/** Gives one alert or many to a colleague, or back to nobody, with a new due time where one is chosen. */
export function AssignAlerts({ alerts, count, owner = null, close, done }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { user } = useSession()
  const { message } = App.useApp()
  const owners = useApi(endpoints.alertOwners())
  const assign = useChange<{ assigned: number }>(['/churn/alerts', '/overview'])
  const submit = ({ ownerId, hours }: Fields) =>
    assign.mutate(
      {
        method: 'POST',
        path: '/churn/alerts/assign',
        body: { ...alerts, ownerId: ownerId ?? null, ...(hours === undefined ? {} : { dueInHours: hours }) } satisfies AssignAlertsBody,
      },
      {
        onSuccess: ({ assigned }) => {
          void message.success(t('churn.alertsAssigned', { count: assigned, n: format.integer(assigned) }))
          done()
        },
      },
    )
  return (
    <Modal open title={t('churn.assignTitle', { count, n: format.integer(count) })} onCancel={close} footer={null} destroyOnHidden>
      <Form<Fields>
        layout="vertical"
        requiredMark={false}
        {...(owner === null ? {} : { initialValues: { ownerId: owner } })}
        onFinish={submit}
      >
        {assign.error === null ? null : <ErrorNotice problem={assign.error} />}
        <Form.Item name="ownerId" label={t('act.owner')}>
          <Select
            allowClear
            placeholder={t('act.nobody')}
            loading={owners.isPending}
            options={(owners.data?.items ?? []).map(({ id, name }) => ({
              value: id,
              label: id === user.id ? t('act.me', { name }) : name,
            }))}
          />
        </Form.Item>
        <Form.Item name="hours" label={t('act.within')}>
          <Select
            allowClear
            placeholder={t('churn.dueKept')}
            options={HOURS.map((value) => ({ value, label: t('act.hours', { count: value }) }))}
          />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={assign.isPending}>
          {t('churn.assign')}
        </Button>
      </Form>
    </Modal>
  )
}
