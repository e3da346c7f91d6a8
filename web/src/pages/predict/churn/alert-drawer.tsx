import { App, Button, Drawer, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ChurnAlert, ChurnAlertBody } from '#http/predict/churn-model-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { DueClock } from '../../../components/due-clock.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { RiskTag, StateTag } from '../../../components/tags.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { AssignAlerts } from './assign-alerts.tsx'

interface Props {
  alert: ChurnAlert | undefined
  close: () => void
}

/** One alert: who, why, until when, and the steps that are left: take it, close it with what came of it, open it again. */
export function AlertDrawer({ alert, close }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { message } = App.useApp()
  const [assigning, setAssigning] = useState(false)
  const move = useChange<ChurnAlert>(['/churn/alerts', '/overview'])
  if (alert === undefined) return null
  const send = (body: ChurnAlertBody, said: string) =>
    move.mutate(
      { method: 'POST', path: `/churn/alerts/${encodeURIComponent(alert.id)}`, body },
      {
        onSuccess: () => {
          void message.success(said)
          close()
        },
      },
    )
  const name = alert.maskedName === '' ? alert.customerId.slice(0, 8) : alert.maskedName
  return (
    <Drawer open size="min(520px, 100vw)" onClose={close} title={t('churn.alertOf', { name })}>
      <div className="stack">
        <div className="between">
          <RiskTag tier={alert.tier} probability={alert.probability} />
          {alert.dueAt === null || alert.state === 'closed' ? (
            <StateTag tone="muted">{t(`codes.alertState.${alert.state}`)}</StateTag>
          ) : (
            <DueClock dueAt={alert.dueAt} />
          )}
        </div>
        <dl className="pairs">
          <dt>{t('common.value')}</dt>
          <dd>{format.money(alert.value)}</dd>
          {alert.cause === null ? null : (
            <>
              <dt>{t('profile.cause')}</dt>
              <dd>{t(`codes.cause.${alert.cause}`)}</dd>
            </>
          )}
          <dt>{t('churn.raised')}</dt>
          <dd>{format.dateTime(alert.raisedAt)}</dd>
          <dt>{t('churn.owner')}</dt>
          <dd>
            {alert.owner ?? t('churn.nobody')}{' '}
            {alert.state !== 'closed' && can('tasks:assign') ? (
              <Button size="small" onClick={() => setAssigning(true)}>
                {t('churn.assign')}
              </Button>
            ) : null}
          </dd>
          {alert.closedAt === null ? null : (
            <>
              <dt>{t('churn.closedAt')}</dt>
              <dd>{format.dateTime(alert.closedAt)}</dd>
              <dt>{t('churn.outcome')}</dt>
              <dd>{alert.outcome ?? '—'}</dd>
            </>
          )}
        </dl>
        {alert.reasons.length === 0 ? null : (
          <div>
            <h2 className="subhead">{t('profile.why')}</h2>
            <ul className="hint-list">
              {alert.reasons.map((reason) => (
                <li key={reason.en}>{format.text(reason)}</li>
              ))}
            </ul>
          </div>
        )}
        {assigning ? (
          <AssignAlerts
            alerts={{ ids: [alert.id] }}
            count={1}
            owner={alert.ownerId}
            close={() => setAssigning(false)}
            done={() => {
              setAssigning(false)
              close()
            }}
          />
        ) : null}
        <Link to={`/customers/${alert.customerId}`}>{t('act.openCustomer')}</Link>
        {move.error === null ? null : <ErrorNotice problem={move.error} />}
        {!can('alerts:work') ? (
          <p className="soft">{t('common.noPermission')}</p>
        ) : alert.state === 'closed' ? (
          <div>
            <Button loading={move.isPending} onClick={() => send({ state: 'open' }, t('churn.reopened'))}>
              {t('churn.reopen')}
            </Button>
          </div>
        ) : (
          <>
            {alert.state === 'open' ? (
              <div>
                <Button type="primary" loading={move.isPending} onClick={() => send({ state: 'acknowledged' }, t('churn.taken'))}>
                  {t('churn.take')}
                </Button>
              </div>
            ) : null}
            <Form
              layout="vertical"
              requiredMark={false}
              onFinish={({ outcome }: { outcome: string }) => send({ state: 'closed', outcome: outcome.trim() }, t('churn.closed'))}
            >
              <Form.Item
                name="outcome"
                label={t('churn.outcomeAsk')}
                rules={[{ required: true, whitespace: true, message: t('churn.outcomeNeeded') }]}
              >
                <Input.TextArea autoSize={{ minRows: 3 }} maxLength={500} placeholder={t('churn.outcomePlaceholder')} />
              </Form.Item>
              <Button htmlType="submit" type={alert.state === 'open' ? 'default' : 'primary'} loading={move.isPending}>
                {t('churn.closeAlert')}
              </Button>
            </Form>
          </>
        )}
      </div>
    </Drawer>
  )
}
