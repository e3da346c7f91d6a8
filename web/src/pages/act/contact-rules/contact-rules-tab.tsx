import { Alert, App, Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContactRules, ContactRulesState } from '#http/act/contact-rule-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Panel } from '../../../components/page.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { CapsTable } from './caps-table.tsx'
import { ControlGroupPanel } from './control-group-panel.tsx'
import { QuietRules } from './quiet-rules.tsx'
import { SendTimesPanel } from '../send-time/send-times-panel.tsx'
import './contact-rules.css'

const WHEN_BLOCKED = ['defer', 'next_channel', 'skip'] as const

/** When and how often customers are contacted, and who is contacted by nothing. */
export function ContactRulesTab() {
  const query = useApi(endpoints.contactRules())
  return <QueryView query={query}>{(state) => <Editor key={state.version} state={state} />}</QueryView>
}

function Editor({ state }: { state: ContactRulesState }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { message } = App.useApp()
  const [draft, setDraft] = useState<ContactRules>(state.rules)
  const save = useChange<ContactRulesState>(['/contact-rules'])
  const disabled = !can('settings:manage')
  const change = (part: Partial<ContactRules>) => {
    save.reset()
    setDraft((before) => ({ ...before, ...part }))
  }
  const changed = JSON.stringify(draft) !== JSON.stringify(state.rules)
  const submit = () =>
    save.mutate(
      { method: 'PUT', path: '/contact-rules', body: { base: state.version, rules: draft } },
      { onSuccess: () => void message.success(t('common.saved')) },
    )
  return (
    <div className="stack">
      <WrongZones state={state} />
      <Panel title={t('contactRules.caps')} note={t('contactRules.capsNote')}>
        <CapsTable caps={draft.caps} disabled={disabled} change={(caps) => change({ caps })} />
      </Panel>
      <Panel title={t('contactRules.quiet')} note={t('contactRules.quietNote')}>
        <QuietRules rules={draft.quiet} disabled={disabled} change={(quiet) => change({ quiet })} />
      </Panel>
      <Panel title={t('contactRules.blocked')}>
        {(['whenCapped', 'whenQuiet'] as const).map((field) => (
          <div className="rule-row" key={field}>
            <label htmlFor={`rule-${field}`}>{t(`contactRules.${field}`)}</label>
            <Select
              id={`rule-${field}`}
              disabled={disabled}
              value={draft[field]}
              onChange={(value: ContactRules['whenCapped']) => change({ [field]: value })}
              options={WHEN_BLOCKED.map((value) => ({ value, label: t(`contactRules.blockedBy.${value}`) }))}
            />
          </div>
        ))}
        <div className="rule-row">
          <label htmlFor="rule-transactional">{t('contactRules.transactional')}</label>
          <InputNumber
            id="rule-transactional"
            disabled={disabled}
            min={1}
            max={50}
            precision={0}
            value={draft.transactionalPerDay}
            onChange={(value) => change({ transactionalPerDay: value ?? 10 })}
          />
          <span className="cell-sub">{t('contactRules.transactionalHelp')}</span>
        </div>
      </Panel>
      {disabled ? (
        <p className="soft">{t('contactRules.readOnly')}</p>
      ) : (
        <div className="stack-small">
          {save.error === null ? null : <ErrorNotice problem={save.error} />}
          <div className="row">
            <Button type="primary" disabled={!changed} loading={save.isPending} onClick={submit}>
              {t('common.save')}
            </Button>
            <Button disabled={!changed} onClick={() => change(state.rules)}>
              {t('contactRules.reset')}
            </Button>
            <Button onClick={() => change(state.defaults)}>{t('contactRules.defaults')}</Button>
            <span className="faint">
              {state.savedAt === null
                ? t('contactRules.neverSaved')
                : t('contactRules.savedBy', { n: state.version, who: state.savedBy ?? '', when: format.dateTime(state.savedAt) })}
            </span>
          </div>
        </div>
      )}
      <SendTimesPanel />
      <ControlGroupPanel state={state} disabled={disabled} />
    </div>
  )
}

/** Customers whose time zone is none, by what their records have instead. */
function WrongZones({ state: { invalidZones, timeZone } }: { state: ContactRulesState }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { customers, kinds, values } = invalidZones
  if (customers === 0) return null
  return (
    <Alert
      type="warning"
      showIcon
      title={t('contactRules.zonesWrong', { count: customers, n: format.integer(customers) })}
      description={
        <div className="stack-small">
          <span>{t('contactRules.zonesMend', { zone: timeZone })}</span>
          <ul className="wrong-zones">
            {values.map(({ value, customers: n }) => (
              <li key={value}>
                <code>{value}</code> <span className="num">{format.integer(n)}</span>
              </li>
            ))}
            {kinds > values.length ? (
              <li>{t('contactRules.zonesMore', { count: kinds - values.length, n: format.integer(kinds - values.length) })}</li>
            ) : null}
          </ul>
        </div>
      }
    />
  )
}
