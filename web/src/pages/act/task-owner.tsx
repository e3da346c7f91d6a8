import { App, Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Task } from '#http/decide/retain-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useProblemText } from '../../components/error-notice.tsx'
import { useSession } from '../../session/session-context.tsx'
import { useCan } from '../../session/use-can.ts'

/** Who does it: taken with one click, or given to a colleague. */
export function TaskOwner({ task }: { task: Task }) {
  const { t } = useTranslation()
  const can = useCan()
  const { user } = useSession()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const mayAssign = task.state === 'open' && can('tasks:assign')
  const owners = useApi(endpoints.taskOwners(), { enabled: mayAssign })
  const change = useChange<Task>(['/tasks', '/overview'])
  const send = (path: string, said: string, body?: object) =>
    change.mutate(
      { method: 'POST', path: `/tasks/${encodeURIComponent(task.id)}/${path}`, ...(body === undefined ? {} : { body }) },
      { onSuccess: () => void message.success(said), onError: (problem) => void message.error(problemText(problem)) },
    )
  return (
    <dl className="pairs">
      <dt>{t('act.owner')}</dt>
      <dd>
        {mayAssign ? (
          <Select
            allowClear
            aria-label={t('act.assignTo')}
            placeholder={t('act.nobody')}
            style={{ minWidth: 180 }}
            loading={owners.isPending || change.isPending}
            value={task.owner?.id ?? null}
            onChange={(ownerId: string | null | undefined) => send('assign', t('act.assigned'), { ownerId: ownerId ?? null })}
            options={(owners.data?.items ?? []).map(({ id, name }) => ({
              value: id,
              label: id === user.id ? t('act.me', { name }) : name,
            }))}
          />
        ) : (
          (task.owner?.name ?? t('act.nobody'))
        )}{' '}
        {task.state === 'open' && task.owner === null && can('tasks:work') ? (
          <Button size="small" type="primary" loading={change.isPending} onClick={() => send('take', t('act.taken'))}>
            {t('act.take')}
          </Button>
        ) : null}
      </dd>
    </dl>
  )
}
