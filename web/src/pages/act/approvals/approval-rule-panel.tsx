import { Alert, Button, Input, InputNumber, Modal, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApprovalRuleState } from '#http/act/approval-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Panel } from '../../../components/page.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'

const LEAST_WAIVER = 10

/** From which size on a second person has to agree. */
export function ApprovalRulePanel() {
  const { t } = useTranslation()
  const can = useCan()
  const query = useApi(endpoints.approvalRule())
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Panel
      title={t('approvals.rule')}
      actions={can('settings:manage') ? <Button onClick={() => setIsOpen(true)}>{t('approvals.change')}</Button> : undefined}
    >
      <QueryView query={query}>
        {(state) => (
          <div className="stack-small">
            <RuleText state={state} />
            {isOpen ? <RuleDialog state={state} close={() => setIsOpen(false)} /> : null}
          </div>
        )}
      </QueryView>
    </Panel>
  )
}

function RuleText({ state: { isOn, people, waiver, approvers, holds } }: { state: ApprovalRuleState }) {
  const { t } = useTranslation()
  const format = useFormat()
  const n = format.integer(approvers)
  if (!isOn) return <p>{t('approvals.ruleOff', { why: waiver })}</p>
  if (!holds) return <p>{t('approvals.ruleIdle', { count: approvers, n, most: format.integer(people) })}</p>
  return (
    <>
      <p>
        {t('approvals.ruleOn', { n: format.integer(people) })} {t('approvals.approvers', { count: approvers, n })}
      </p>
      {approvers < 2 ? <Alert type="warning" showIcon title={t('approvals.stuck')} /> : null}
    </>
  )
}

function RuleDialog({ state, close }: { state: ApprovalRuleState; close: () => void }) {
  const { t } = useTranslation()
  const save = useChange<ApprovalRuleState>(['/approvals', '/broadcasts'])
  const [isOn, setIsOn] = useState(state.isOn)
  const [people, setPeople] = useState(state.people)
  const [waiver, setWaiver] = useState(state.waiver)
  return (
    <Modal
      open
      title={t('approvals.rule')}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: !isOn && waiver.trim().length < LEAST_WAIVER, loading: save.isPending }}
      onCancel={close}
      onOk={() => save.mutate({ method: 'PUT', path: '/approvals/settings', body: { isOn, people, waiver } }, { onSuccess: close })}
      destroyOnHidden
    >
      <div className="stack-small">
        <label className="row" htmlFor="approval-on">
          <Switch id="approval-on" checked={isOn} onChange={setIsOn} />
          {t('approvals.on')}
        </label>
        {isOn ? (
          <div className="row">
            <label htmlFor="approval-people">{t('approvals.most')}</label>
            <InputNumber id="approval-people" min={0} precision={0} value={people} onChange={(value) => setPeople(value ?? 0)} />
            <span>{t('approvals.customers')}</span>
          </div>
        ) : (
          <>
            <label htmlFor="approval-waiver">{t('approvals.waiver')}</label>
            <Input id="approval-waiver" maxLength={500} value={waiver} onChange={({ target }) => setWaiver(target.value)} />
          </>
        )}
        {save.error === null ? null : <ErrorNotice problem={save.error} />}
      </div>
    </Modal>
  )
}
