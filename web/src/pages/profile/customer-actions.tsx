import { Alert, App, Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Customer360 } from '#http/profile/customer-schemas.ts'
import { PeopleActions } from '../act/people-actions.tsx'
import { useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { useProblemText } from '../../components/error-notice.tsx'
import { Icon } from '../../components/icon.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { NoteDialog } from '../act/note-dialog.tsx'
import { PauseDialog } from '../act/pause-dialog.tsx'

/** What can be done about this one customer. */
export function CustomerActions({ data }: { data: Customer360 }) {
  const { t } = useTranslation()
  const can = useCan()
  const [noting, setNoting] = useState(false)
  const [pausing, setPausing] = useState(false)
  const { id } = data.row
  return (
    <>
      <PeopleActions customers={{ ids: [id] }} count={1} stopped={data.contactStop !== null} />
      {can('consents:manage') && data.contactStop === null ? <Button onClick={() => setPausing(true)}>{t('outlook.pause')}</Button> : null}
      {can('customers:note') ? (
        <Button icon={<Icon name="edit" />} onClick={() => setNoting(true)}>
          {t('act.addNote')}
        </Button>
      ) : null}
      {pausing ? <PauseDialog customerId={id} close={() => setPausing(false)} /> : null}
      {noting ? <NoteDialog customerId={id} close={() => setNoting(false)} /> : null}
    </>
  )
}

/** Says that nobody contacts this customer, since when and why, and lifts it. */
export function ContactStopNotice({ data }: { data: Customer360 }) {
  const { t } = useTranslation()
  const can = useCan()
  const code = useCode()
  const format = useFormat()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const path = `/customers/${encodeURIComponent(data.row.id)}`
  const lift = useChange([path])
  const { contactStop } = data
  if (contactStop === null) return null
  return (
    <Alert
      type="warning"
      showIcon
      title={t('act.stoppedSince', {
        reason: code('stopReason', contactStop.reason),
        by: contactStop.by,
        when: format.date(contactStop.at),
      })}
      {...(can('consents:manage')
        ? {
            action: (
              <Popconfirm
                title={t('act.liftAsk')}
                okText={t('act.lift')}
                cancelText={t('common.cancel')}
                onConfirm={() =>
                  lift.mutate(
                    { method: 'DELETE', path: `${path}/contact-stop` },
                    {
                      onSuccess: () => void message.success(t('act.lifted')),
                      onError: (problem) => void message.error(problemText(problem)),
                    },
                  )
                }
              >
                <Button size="small" loading={lift.isPending}>
                  {t('act.lift')}
                </Button>
              </Popconfirm>
            ),
          }
        : {})}
    />
  )
}
