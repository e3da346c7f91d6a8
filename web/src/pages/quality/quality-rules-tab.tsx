import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { QualityRule, QualityRuleState, QualitySurvey } from '#http/quality/quality-rule-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { RuleDialog } from './rule-dialog.tsx'
import { RuleOutcome } from './rule-outcome.tsx'
import { fieldWord, ruleWord } from './rule-word.ts'

const ACTIONS = ['off', 'flag', 'quarantine', 'leave-out', 'fill'] as const

/** What is checked in records. */
export function QualityRulesTab() {
  const query = useApi(endpoints.qualityRules())
  return <QueryView query={query}>{(state) => <Editor key={state.version} state={state} />}</QueryView>
}

function Editor({ state }: { state: QualityRuleState }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const { message } = App.useApp()
  const [rules, setRules] = useState<readonly QualityRule[]>(state.rules.rules)
  const [editing, setEditing] = useState<QualityRule | 'new'>()
  const [note, setNote] = useState('')
  const save = useChange<QualityRuleState>(['/quality/rules'])
  const preview = useChange<QualitySurvey>()
  const editable = can('settings:manage')
  const changed = JSON.stringify(rules) !== JSON.stringify(state.rules.rules)
  const change = (next: readonly QualityRule[]) => {
    save.reset()
    preview.reset()
    setRules(next)
  }
  const put = (rule: QualityRule) =>
    change(rules.some(({ id }) => id === rule.id) ? rules.map((one) => (one.id === rule.id ? rule : one)) : [...rules, rule])
  const submit = () =>
    save.mutate(
      { method: 'PUT', path: '/quality/rules', body: { base: state.version, note, rules: { rules } } },
      { onSuccess: () => void message.success(t('common.saved')) },
    )
  const looked = new Map((state.look?.rules ?? []).map((one) => [one.ruleId, one]))
  const arrived = new Map(state.arrived.map((one) => [one.ruleId, one]))
  const columns: Column<QualityRule>[] = [
    {
      key: 'rule',
      title: t('quality.rule'),
      render: (rule) => (
        <>
          <span className="cell-main">{ruleWord(code, rule, rule.id)}</span>
          <span className="cell-sub">
            {code('qualityScope', rule.scope)} · {fieldWord(code, rule.field)} · {code('ruleKind', rule.kind)}
          </span>
        </>
      ),
    },
    {
      key: 'action',
      title: t('quality.action'),
      render: (rule) => (
        <Select
          aria-label={`${ruleWord(code, rule, rule.id)}: ${t('quality.action')}`}
          size="small"
          disabled={!editable}
          value={rule.action}
          onChange={(action) => put({ ...rule, action })}
          options={ACTIONS.filter((value) => value === 'off' || (value === 'fill') === (rule.kind === 'fill')).map((value) => ({
            value,
            label: code('ruleAction', value),
            disabled:
              (value === 'quarantine' && (rule.kind === 'duplicate' || rule.kind === 'burst')) ||
              (value === 'leave-out' && rule.kind !== 'burst'),
          }))}
        />
      ),
    },
    {
      key: 'stored',
      title: t('quality.inStored'),
      numeric: true,
      render: (rule) => {
        const found = looked.get(rule.id)
        if (found === undefined) return '–'
        return found.judged === 'stored'
          ? t('quality.ofChecked', { n: format.integer(found.broken), checked: format.integer(found.checked) })
          : code('judgedBy', found.judged)
      },
    },
    {
      key: 'arrived',
      title: t('quality.arrived'),
      numeric: true,
      render: (rule) => {
        const found = arrived.get(rule.id)
        return found === undefined
          ? '0'
          : t('quality.arrivedCounts', { flagged: format.integer(found.flagged), quarantined: format.integer(found.quarantined) })
      },
    },
    {
      key: 'edit',
      title: t('quality.change'),
      render: (rule) =>
        editable ? (
          <span className="quality-actions">
            <Button size="small" onClick={() => setEditing(rule)}>
              {t('quality.edit')}
            </Button>
            {state.defaults.rules.some(({ id }) => id === rule.id) ? null : (
              <Button size="small" onClick={() => change(rules.filter((one) => one !== rule))}>
                {t('quality.remove')}
              </Button>
            )}
          </span>
        ) : null,
    },
  ]
  return (
    <div className="stack">
      <Panel title={t('quality.rules')} note={t('quality.rulesNote')} flush>
        <DataTable label={t('quality.rules')} columns={columns} rows={rules} rowKey={(rule) => rule.id} empty={null} />
        {editable ? (
          <div className="panel-body">
            <Button onClick={() => setEditing('new')}>{t('quality.addRule')}</Button>
          </div>
        ) : null}
      </Panel>
      <Panel title={t('quality.saveRules')} note={t('quality.saveNote')}>
        <div className="stack">
          {can('data:import') ? (
            <div>
              <Button
                loading={preview.isPending}
                onClick={() => preview.mutate({ method: 'POST', path: '/quality/rules/preview', body: { rules: { rules } } })}
              >
                {t('quality.preview')}
              </Button>
            </div>
          ) : null}
          {preview.error === null ? null : <ErrorNotice problem={preview.error} />}
          {preview.data === undefined ? null : <RuleOutcome survey={preview.data} rules={rules} />}
          {save.error === null ? null : <ErrorNotice problem={save.error} />}
          {editable ? (
            <div className="quality-actions">
              <Input
                aria-label={t('quality.note')}
                placeholder={t('quality.note')}
                maxLength={300}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
              <Button type="primary" disabled={!changed} loading={save.isPending} onClick={submit}>
                {t('quality.saveRules')}
              </Button>
              <Button disabled={!changed} onClick={() => change(state.rules.rules)}>
                {t('quality.reset')}
              </Button>
            </div>
          ) : null}
        </div>
      </Panel>
      <Panel title={t('quality.versions')}>
        {state.versions.length === 0 ? (
          <p className="soft">{t('quality.versionsNone')}</p>
        ) : (
          <ul className="quality-list">
            {state.versions.map((one) => (
              <li key={one.version}>
                <span>{t('quality.version', { n: one.version, author: one.author })}</span>
                <span className="cell-sub">{one.note}</span>
                <span className="faint">{format.dateTime(one.savedAt)}</span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {editing === undefined ? null : (
        <RuleDialog
          rule={editing === 'new' ? undefined : editing}
          taken={rules.map(({ id }) => id)}
          fields={state.fields}
          close={() => setEditing(undefined)}
          put={(rule) => {
            put(rule)
            setEditing(undefined)
          }}
        />
      )}
    </div>
  )
}
