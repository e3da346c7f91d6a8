import { Button, Input, Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { Icon } from '../../../components/icon.tsx'
import { useFormat } from '../../../format/use-format.ts'
import type { RuleDraft, SourceDraft } from './tag-draft.ts'
import { newRule } from './tag-draft.ts'

interface Props {
  draft: SourceDraft
  change: (draft: SourceDraft) => void
}

/** Where the value of a tag comes from. */
export function SourceFields({ draft, change }: Props) {
  const { t } = useTranslation()
  return (
    <div className="stack-small">
      <Segmented
        aria-label={t('tags.sourceKind')}
        value={draft.kind}
        onChange={(kind) => change({ ...draft, kind })}
        options={(['rules', 'calculation', 'field'] as const).map((kind) => ({ value: kind, label: t(`tags.kind.${kind}`) }))}
      />
      {draft.kind === 'rules' ? <Rules draft={draft} change={change} /> : null}
      {draft.kind === 'calculation' ? (
        <>
          <Input
            className="mono"
            aria-label={t('tags.kind.calculation')}
            value={draft.calculation}
            spellCheck={false}
            onChange={(event) => change({ ...draft, calculation: event.target.value })}
          />
          <p className="faint">{t('tags.calculationHelp')}</p>
        </>
      ) : null}
      {draft.kind === 'field' ? <FieldChoice draft={draft} change={change} /> : null}
    </div>
  )
}

function Rules({ draft, change }: Props) {
  const { t } = useTranslation()
  const { rules } = draft
  const put = (rule: RuleDraft) => change({ ...draft, rules: rules.map((one) => (one.key === rule.key ? rule : one)) })
  return (
    <>
      <p className="faint">{t('tags.rulesHelp')}</p>
      <ol className="tag-rules">
        {rules.map((rule, i) => (
          <li key={rule.key} className="stack-small">
            <div className="tag-rule">
              {(['value', 'zh', 'en'] as const).map((part) => (
                <Input
                  key={part}
                  aria-label={t('tags.ruleOf', { n: i + 1, what: t(`tags.rule.${part}`) })}
                  placeholder={t(`tags.rule.${part}`)}
                  maxLength={60}
                  value={rule[part]}
                  onChange={(event) => put({ ...rule, [part]: event.target.value })}
                />
              ))}
              <Button
                type="text"
                aria-label={t('tags.removeRule', { n: i + 1 })}
                disabled={rules.length === 1}
                onClick={() => change({ ...draft, rules: rules.filter((one) => one.key !== rule.key) })}
                icon={<Icon name="close" size={15} />}
              />
            </div>
            <Input.TextArea
              className="mono"
              aria-label={t('tags.ruleOf', { n: i + 1, what: t('tags.rule.where') })}
              placeholder={t('tags.wherePlaceholder')}
              autoSize={{ minRows: 1, maxRows: 8 }}
              spellCheck={false}
              value={rule.where}
              onChange={(event) => put({ ...rule, where: event.target.value })}
            />
          </li>
        ))}
      </ol>
      <Button size="small" onClick={() => change({ ...draft, rules: [...rules, newRule(rules)] })} icon={<Icon name="plus" size={14} />}>
        {t('tags.addRule')}
      </Button>
    </>
  )
}

function FieldChoice({ draft, change }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { data } = useApi(endpoints.conditionLanguage())
  const fields = (data?.fields ?? []).filter(({ name, type }) => !name.startsWith('tag.') && !['flag', 'day', 'time'].includes(type))
  return (
    <Select
      aria-label={t('tags.kind.field')}
      placeholder={t('tags.fieldPlaceholder')}
      value={draft.field === '' ? null : draft.field}
      onChange={(field) => change({ ...draft, field })}
      showSearch={{ optionFilterProp: 'label' }}
      options={fields.map(({ name, label }) => ({ value: name, label: `${format.text(label)} · ${name}` }))}
    />
  )
}
