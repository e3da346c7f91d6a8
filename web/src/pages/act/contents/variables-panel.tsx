import { Input, Select } from 'antd'
import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import type { FormProps } from './form-texts.tsx'

const EMPTY = { zh: '', en: '' }

export type TextField = HTMLInputElement | HTMLTextAreaElement

/** Puts a text where the cursor of a field stands, as if it had been typed, so that whoever owns the field hears of it. */
function type(field: TextField, text: string): void {
  const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype
  const from = field.selectionStart ?? field.value.length
  const next = `${field.value.slice(0, from)}${text}${field.value.slice(field.selectionEnd ?? from)}`
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, next)
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.focus()
  field.setSelectionRange(from + text.length, from + text.length)
}

/** Variables to put in, each with an example, and what stands in for it where a customer has no value. */
export function VariablesPanel({ draft, set, readOnly, field }: FormProps & { field: RefObject<TextField | null> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const variables = useApi(endpoints.contentVariables())
  const names = Object.keys(draft.fallbacks)
  const items = variables.data?.items ?? []
  const labelOf = (name: string) => {
    const found = items.find((one) => one.name === name)
    return found === undefined ? name : format.text(found.label)
  }
  const fallbackOf = ({ name, needsFallback }: (typeof items)[number]) => {
    const text = draft.fallbacks[name]
    if (text !== undefined && format.text(text) !== '') return t('contents.picker.fallback', { text: format.text(text) })
    return t(needsFallback ? 'contents.picker.without' : 'contents.picker.always')
  }
  return (
    <Panel title={t('contents.variables')} note={t('contents.fallbackNote')}>
      <div className="stack-small">
        {readOnly ? null : (
          <>
            <p className="soft">{t('contents.picker.help')}</p>
            <ul className="content-variables" aria-label={t('contents.variables')}>
              {items.map((one) => (
                <li key={one.name}>
                  <button
                    type="button"
                    className="content-variable"
                    // The field that is being written keeps its cursor.
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => (field.current === null ? undefined : type(field.current, `{{ ${one.name} }}`))}
                  >
                    <strong>{format.text(one.label)}</strong>
                    <span className="mono">{`{{ ${one.name} }}`}</span>
                    <span className="cell-sub">{t('contents.picker.example', { text: format.text(one.example) })}</span>
                    <span className="cell-sub">{fallbackOf(one)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        {names.map((name) => {
          const text = draft.fallbacks[name] ?? EMPTY
          return (
            <div key={name} className="content-fallback">
              <span>{labelOf(name)}</span>
              {(['zh', 'en'] as const).map((language) => (
                <Input
                  key={language}
                  maxLength={500}
                  readOnly={readOnly}
                  placeholder={language === 'zh' ? '中文' : 'English'}
                  aria-label={t('contents.fallbackOf', { name: labelOf(name), language: language === 'zh' ? '中文' : 'English' })}
                  value={text[language]}
                  onChange={({ target }) =>
                    set({ ...draft, fallbacks: { ...draft.fallbacks, [name]: { ...text, [language]: target.value } } })
                  }
                />
              ))}
            </div>
          )
        })}
        {readOnly ? null : (
          <Select<string | null>
            value={null}
            placeholder={t('contents.addFallback')}
            aria-label={t('contents.addFallback')}
            onChange={(name) => (name === null ? undefined : set({ ...draft, fallbacks: { ...draft.fallbacks, [name]: EMPTY } }))}
            options={items
              .filter(({ name, needsFallback }) => needsFallback && !names.includes(name))
              .map(({ name, label }) => ({ value: name, label: format.text(label) }))}
          />
        )}
      </div>
    </Panel>
  )
}
