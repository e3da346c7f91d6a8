import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerSelection } from '#http/profile/selection-schemas.ts'
import { Icon } from '../../components/icon.tsx'
import { useCan } from '../../session/use-can.ts'

const RunDialog = lazy(async () => ({ default: (await import('../decide/run-dialog.tsx')).RunDialog }))
const TaskDialog = lazy(async () => ({ default: (await import('./task-dialog.tsx')).TaskDialog }))
const StopDialog = lazy(async () => ({ default: (await import('./stop-dialog.tsx')).StopDialog }))

interface Props {
  customers: CustomerSelection
  /** How many customers that is. */
  count: number
  /** Whether contact with all of them is stopped already. */
  stopped?: boolean
  size?: 'small' | 'middle'
}

/** What can be done about customers: a strategy, a task, no more contact. The same for one and for many. */
export function PeopleActions({ customers, count, stopped = false, size = 'middle' }: Props) {
  const { t } = useTranslation()
  const can = useCan()
  const [open, setOpen] = useState<'run' | 'task' | 'stop'>()
  const close = () => setOpen(undefined)
  return (
    <>
      {can('decisions:run') ? (
        <Button size={size} type="primary" icon={<Icon name="strategies" />} onClick={() => setOpen('run')}>
          {t('act.startStrategy')}
        </Button>
      ) : null}
      {can('tasks:assign') ? (
        <Button size={size} icon={<Icon name="tasks" />} onClick={() => setOpen('task')}>
          {t('act.newTask')}
        </Button>
      ) : null}
      {can('consents:manage') && !stopped ? (
        <Button size={size} onClick={() => setOpen('stop')}>
          {t('act.stop')}
        </Button>
      ) : null}
      {open === undefined ? null : (
        <Suspense fallback={null}>
          {open === 'run' ? <RunDialog customers={customers} close={close} /> : null}
          {open === 'task' ? <TaskDialog customers={customers} close={close} /> : null}
          {open === 'stop' ? <StopDialog customers={customers} count={count} close={close} /> : null}
        </Suspense>
      )}
    </>
  )
}
