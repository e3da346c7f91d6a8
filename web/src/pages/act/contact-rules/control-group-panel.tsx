import { App, Button, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContactRulesState } from '#http/act/contact-rule-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { DataTable } from '../../../components/data-table.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Unknown } from '../../../components/figure.tsx'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'

/** Customers whom nothing contacts: what it could show, its start, its end, and those before. */
export function ControlGroupPanel({ state, disabled }: { state: ContactRulesState; disabled: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const live = state.controlGroups.find(({ endedAt }) => endedAt === null)
  return (
    <Panel title={t('contactRules.control')} note={t('contactRules.controlNote')}>
      <div className="stack">
        {live === undefined ? <StartGroup disabled={disabled} /> : <LiveGroup group={live} disabled={disabled} />}
        <DataTable
          label={t('contactRules.controlHistory')}
          columns={[
            { key: 'share', title: t('contactRules.share'), numeric: true, render: (row) => format.percent(row.share, 2) },
            { key: 'started', title: t('contactRules.started'), render: (row) => `${format.dateTime(row.startedAt)} · ${row.startedBy}` },
            {
              key: 'ended',
              title: t('contactRules.ended'),
              render: (row) => (row.endedAt === null ? t('contactRules.live') : `${format.dateTime(row.endedAt)} · ${row.endedBy ?? ''}`),
            },
            { key: 'reason', title: t('act.reason'), render: (row) => row.endReason },
          ]}
          rows={state.controlGroups}
          rowKey={(row) => row.id}
          empty={<EmptyState title={t('contactRules.noControl')}>{t('contactRules.noControlText')}</EmptyState>}
        />
      </div>
    </Panel>
  )
}

function Power({ share }: { share: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useApi(endpoints.controlPower(share), { enabled: share >= 0.01 && share <= 0.15, keepPrevious: true })
  if (query.error !== null) return <ErrorNotice problem={query.error} />
  const power = query.data
  if (power === undefined) return null
  return (
    <div className="control-figures">
      <span>{t('contactRules.heldOutOf', { heldOut: format.integer(power.heldOut), customers: format.integer(power.customers) })}</span>
      <span>
        {t('contactRules.buying')} {power.buyingShare === null ? <Unknown /> : format.percent(power.buyingShare, 1)}
      </span>
      <span>
        {power.detectable === null
          ? t('contactRules.detectsNothing')
          : t('contactRules.detects', { size: format.pointsSize(power.detectable) })}
      </span>
    </div>
  )
}

function StartGroup({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const [percent, setPercent] = useState<number | null>(5)
  const start = useChange<ContactRulesState>(['/contact-rules'])
  const share = Math.round((percent ?? 0) * 100) / 10_000
  const ask = () =>
    modal.confirm({
      title: t('contactRules.startAsk', { percent }),
      content: t('contactRules.startText'),
      okText: t('contactRules.start'),
      cancelText: t('common.cancel'),
      onOk: () => start.mutate({ method: 'POST', path: '/contact-rules/control-group', body: { share } }),
    })
  return (
    <div className="stack-small">
      <p className="soft">{t('contactRules.controlText')}</p>
      {start.error === null ? null : <ErrorNotice problem={start.error} />}
      <div className="row">
        <label htmlFor="control-share">{t('contactRules.share')}</label>
        <InputNumber
          id="control-share"
          disabled={disabled}
          min={1}
          max={15}
          step={1}
          precision={2}
          suffix="%"
          value={percent}
          onChange={setPercent}
        />
        <Button type="primary" disabled={disabled || percent === null} loading={start.isPending} onClick={() => void ask()}>
          {t('contactRules.start')}
        </Button>
      </div>
      <Power share={share} />
    </div>
  )
}

function LiveGroup({ group, disabled }: { group: ContactRulesState['controlGroups'][number]; disabled: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const end = useChange<ContactRulesState>(['/contact-rules'])
  const submit = () =>
    end.mutate(
      { method: 'POST', path: '/contact-rules/control-group/end', body: { reason } },
      {
        onSuccess: () => {
          setOpen(false)
          setReason('')
        },
      },
    )
  return (
    <div className="stack-small">
      <div className="between">
        <span>{t('contactRules.liveSince', { share: format.percent(group.share, 2), when: format.date(group.startedAt) })}</span>
        <Button disabled={disabled} onClick={() => setOpen(true)}>
          {t('contactRules.end')}
        </Button>
      </div>
      <Power share={group.share} />
      <Modal
        title={t('contactRules.endTitle')}
        open={open}
        onCancel={() => setOpen(false)}
        onOk={submit}
        okText={t('contactRules.end')}
        cancelText={t('common.cancel')}
        okButtonProps={{ danger: true, disabled: reason.trim().length < 5, loading: end.isPending }}
      >
        <div className="stack-small">
          <p>{t('contactRules.endText')}</p>
          {end.error === null ? null : <ErrorNotice problem={end.error} />}
          <Input.TextArea
            aria-label={t('contactRules.endReason')}
            placeholder={t('contactRules.endReason')}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
      </Modal>
    </div>
  )
}
