import { App, Button, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IdentityRulesInput, IdentityRuleState } from '#http/identity/identity-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'
import { BlockedValues } from './blocked-values.tsx'
import { KindRules } from './kind-rules.tsx'
import { RulePreview } from './rule-preview.tsx'
import { SurvivorshipPanel } from './survivorship-panel.tsx'
import './identity.css'

/** What makes records one person. */
export function IdentityRulesTab() {
  const query = useApi(endpoints.identityRules())
  return (
    <div className="stack">
      <SurvivorshipPanel />
      <QueryView query={query}>{(state) => <Editor key={state.version} state={state} />}</QueryView>
    </div>
  )
}

function Editor({ state }: { state: IdentityRuleState }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [draft, setDraft] = useState<IdentityRulesInput>(state.rules)
  const [note, setNote] = useState('')
  const save = useChange<IdentityRuleState>(['/identity/rules'])
  const change = (part: Partial<IdentityRulesInput>) => {
    save.reset()
    setDraft((before) => ({ ...before, ...part }))
  }
  const changed = JSON.stringify(draft) !== JSON.stringify(state.rules)
  const submit = () =>
    save.mutate(
      { method: 'PUT', path: '/identity/rules', body: { base: state.version, note, rules: draft } },
      { onSuccess: () => void message.success(t('common.saved')) },
    )
  return (
    <div className="stack">
      <Panel title={t('identity.kinds')} note={t('identity.kindsNote')} flush>
        <KindRules kinds={draft.kinds} change={(kinds) => change({ kinds })} />
      </Panel>
      <div className="grid-2 align-start">
        <Panel title={t('identity.blocked')} note={t('identity.blockedNote')}>
          <BlockedValues rules={draft} change={change} />
        </Panel>
        <Panel title={t('identity.limits')}>
          <div className="identity-limits">
            <label htmlFor="identity-months">{t('identity.recycledAfterMonths')}</label>
            <InputNumber
              id="identity-months"
              min={0}
              max={120}
              precision={0}
              value={draft.recycledAfterMonths}
              onChange={(value) => change({ recycledAfterMonths: value ?? 0 })}
            />
            <span className="cell-sub">{t('identity.recycledHelp')}</span>
            <label htmlFor="identity-records">{t('identity.maxRecords')}</label>
            <InputNumber
              id="identity-records"
              min={2}
              max={1000}
              precision={0}
              value={draft.maxRecords}
              onChange={(value) => change({ maxRecords: value ?? 2 })}
            />
            <span className="cell-sub">{t('identity.maxRecordsHelp')}</span>
          </div>
        </Panel>
      </div>
      <Panel title={t('identity.save')} note={t('identity.saveNote')}>
        <div className="stack">
          <RulePreview draft={draft} disabled={!changed} />
          {save.error === null ? null : <ErrorNotice problem={save.error} />}
          <div className="identity-save">
            <Input
              aria-label={t('identity.note')}
              placeholder={t('identity.note')}
              maxLength={300}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
            <Button type="primary" disabled={!changed} loading={save.isPending} onClick={submit}>
              {t('identity.save')}
            </Button>
            <Button disabled={!changed} onClick={() => change(state.rules)}>
              {t('identity.reset')}
            </Button>
            <Button onClick={() => change({ ...state.defaults, blocked: draft.blocked })}>{t('identity.defaults')}</Button>
          </div>
        </div>
      </Panel>
      <Versions state={state} />
    </div>
  )
}

function Versions({ state }: { state: IdentityRuleState }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Panel title={t('identity.versions')}>
      {state.versions.length === 0 ? (
        <p className="soft">{t('identity.versionsNone')}</p>
      ) : (
        <ul className="id-list">
          {state.versions.map((one) => (
            <li key={one.version}>
              <span className="id-main">
                {t('identity.version', { n: one.version, author: one.author })}
                {one.note === '' ? null : <span className="cell-sub">{one.note}</span>}
              </span>
              <span className="faint">{format.dateTime(one.savedAt)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
