import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ConditionLanguage } from '#http/segment/condition-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useBuilder } from './use-builder.ts'
import { useFocusHere } from './use-focus-here.ts'

const FIELD_GROUPS = ['customer', 'attribute', 'tag', 'profile', 'contract', 'churn', 'value', 'account'] as const

interface Props {
  value: string
  change: (subject: string) => void
  /** It was just added. */
  isNew: boolean
}

/** What a row is about: a field, an act, one after the other, a consent, another segment. */
export function SubjectSelect({ value, change, isNew }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { language, grain } = useBuilder()
  const isOfAccounts = grain === 'accounts'
  const menu = useFocusHere(isNew)
  return (
    <Select
      className="subject-select"
      aria-label={t('groups.subject')}
      placeholder={t('groups.subjectPlaceholder')}
      ref={menu}
      popupMatchSelectWidth={300}
      showSearch={{
        filterOption: (typed, option) => option !== undefined && 'words' in option && String(option.words).includes(typed.toLowerCase()),
      }}
      value={value === '' ? null : value}
      onChange={change}
      options={[
        {
          label: t('groups.subjects.acts'),
          options: [
            ...language.acts.map(({ kind, label }) => {
              const name = t(`groups.act.${kind}`)
              const shown = isOfAccounts && kind !== 'measure' ? t('groups.peopleDid', { act: name }) : name
              return optionOf(`did:${kind}`, shown, `${kind} ${label.zh} ${label.en}`)
            }),
            ...(isOfAccounts ? [] : [optionOf('sequence', t('groups.sequence'), 'sequence')]),
          ],
        },
        ...FIELD_GROUPS.map((group) => ({
          label: t(`groups.subjects.${group}`),
          options: fieldsOf(language, group).map(({ name, label }) =>
            optionOf(`field:${name}`, format.text(label), `${name} ${label.zh} ${label.en}`),
          ),
        })).filter(({ options }) => options.length > 0),
        {
          label: t('groups.subjects.others'),
          options: [
            ...(isOfAccounts
              ? [optionOf('people', t('groups.others.people'), 'people members 成员')]
              : [
                  optionOf('consent', t('groups.consent'), 'consent'),
                  optionOf('account', t('groups.others.account'), 'account company 企业'),
                ]),
            ...(language.segments.length === 0 ? [] : [optionOf('segment', t('groups.inSegment'), 'segment')]),
          ],
        },
      ]}
    />
  )
}

const optionOf = (value: string, label: string, words: string) => ({ value, label, words: `${label} ${words}`.toLowerCase() })

/** Fields of models that are none of the known groups stand with the profile. */
function fieldsOf({ fields }: ConditionLanguage, group: (typeof FIELD_GROUPS)[number]): ConditionLanguage['fields'] {
  return fields.filter(({ name }) => {
    const first = name.split('.')[0] ?? ''
    return first === group || (group === 'profile' && !FIELD_GROUPS.some((one) => one === first))
  })
}
