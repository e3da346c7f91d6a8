import { Alert, App, Button, Drawer, Form, Input, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Static } from '#http/shared-schemas.ts'
import type { CompleteTaskBody, Task } from '#http/decide/retain-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { DueClock } from '../../components/due-clock.tsx'
import { TaskOwner } from './task-owner.tsx'

interface Props {
  task: Task | undefined
  close: () => void
}

/** One call: who, why, what to say, and what came of it. */
export function TaskDrawer({ task, close }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { message } = App.useApp()
  const complete = useChange<Task>(['/tasks', '/overview'])
  const rules = useApi(endpoints.taskRules())
  if (task === undefined) return null
  const outcomes = rules.data?.all ?? []
  const outcomeText = (given: string | null): string => {
    const known = outcomes.find((one) => one.code === given)
    return known === undefined ? (given ?? '') : format.text(known.label)
  }
  const submit = (body: Static<typeof CompleteTaskBody>) =>
    complete.mutate(
      { method: 'POST', path: `/tasks/${encodeURIComponent(task.id)}/complete`, body },
      {
        onSuccess: () => {
          void message.success(t('act.taskDone'))
          close()
        },
      },
    )
  return (
    <Drawer open size="min(520px, 100vw)" onClose={close} title={format.text(task.title)}>
      <div className="stack">
        <div className="between">
          <Link to={`/customers/${task.customerId}`}>
            {task.maskedName === '' ? task.customerId.slice(0, 8) : task.maskedName} · {t('act.openCustomer')}
          </Link>
          {task.state === 'open' ? <DueClock dueAt={task.dueAt} /> : null}
        </div>
        {task.doNotContact ? <Alert type="warning" showIcon title={t('act.doNotContact')} /> : null}
        {task.escalatedAt === null ? null : (
          <Alert
            type="warning"
            showIcon
            title={t('taskRules.escalatedTo', { name: task.escalatedTo?.name ?? '' })}
            description={format.dateTime(task.escalatedAt)}
          />
        )}
        <TaskOwner task={task} />
        <div>
          <h2 className="subhead">{t('act.script')}</h2>
          <p className="script">{format.text(task.script)}</p>
        </div>
        {task.offer === null ? null : (
          <div>
            <h2 className="subhead">{t('taskRules.offerToHand')}</h2>
            <p className="script">
              {format.text(task.offer.label)}
              {task.offer.code === '' ? '' : ` · ${t('taskRules.couponCode', { code: task.offer.code })}`}
            </p>
          </div>
        )}
        {task.state === 'done' ? (
          <dl className="pairs">
            <dt>{t('act.outcome')}</dt>
            <dd>{outcomeText(task.outcome)}</dd>
            <dt>{t('act.finished')}</dt>
            <dd>{task.finishedAt === null ? '' : format.dateTime(task.finishedAt)}</dd>
          </dl>
        ) : can('tasks:work') ? (
          <Form layout="vertical" requiredMark={false} onFinish={submit}>
            {complete.error === null ? null : <ErrorNotice problem={complete.error} />}
            <Form.Item name="outcome" label={t('act.outcome')} rules={[{ required: true, message: t('act.chooseOutcome') }]}>
              <Radio.Group
                className="check-list"
                options={outcomes.filter(({ hidden }) => !hidden).map(({ code, label }) => ({ value: code, label: format.text(label) }))}
              />
            </Form.Item>
            <Form.Item name="note" label={`${t('act.note')} (${t('common.optional')})`}>
              <Input.TextArea autoSize={{ minRows: 3 }} maxLength={1000} placeholder={t('act.notePlaceholder')} />
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={complete.isPending}>
              {t('act.complete')}
            </Button>
          </Form>
        ) : null}
      </div>
    </Drawer>
  )
}
