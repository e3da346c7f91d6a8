import { Button, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { NoticeSettingsState } from '#http/act/notice-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { useCan } from '../../../session/use-can.ts'
import type { FormRule, NoticeForm } from './notice-form.ts'

const WAYS = ['mail', 'team', 'sms'] as const

interface Props {
  name: number
  state: NoticeSettingsState
  remove: () => void
  test: () => void
  isTesting: boolean
}

/** One rule: of what, over what, to whom. */
export function NoticeRuleFields({ name, state, remove, test, isTesting }: Props) {
  const { t } = useTranslation()
  const code = useCode()
  const manages = useCan()('channels:manage')
  const accounts = useApi(endpoints.channelAccounts()).data?.items ?? []
  const providers = useApi(endpoints.channelProviders()).data?.items ?? []
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Form.Item noStyle shouldUpdate={(before: NoticeForm, now: NoticeForm) => before.rules[name] !== now.rules[name]}>
      {({ getFieldValue }) => {
        const rule = getFieldValue(['rules', name]) as FormRule | undefined
        const way = rule?.way ?? 'mail'
        const account = accounts.find(({ id }) => id === rule?.accountId)
        const needsTemplate = providers.find((one) => one.name === account?.provider)?.needsTemplate === true
        const isAboutOne = (rule?.kinds ?? []).every((kind) => state.aboutOne.includes(kind))
        const people = state.people
          .filter(({ phone }) => way !== 'sms' || phone !== null)
          .map((one) => ({ value: one.id, label: one.name }))
        return (
          <fieldset className="task-rule notice-rule" aria-label={t('notices.rule', { n: name + 1 })}>
            <Form.Item name={[name, 'kinds']} label={t('notices.kinds')} rules={required}>
              <Select
                mode="multiple"
                optionFilterProp="label"
                options={state.kinds
                  .filter((kind) => way !== 'sms' || state.urgent.includes(kind))
                  .map((kind) => ({
                    value: kind,
                    label: code('noticeKind', kind),
                  }))}
              />
            </Form.Item>
            <Form.Item name={[name, 'way']} label={t('notices.way')}>
              <Select options={WAYS.map((one) => ({ value: one, label: code('noticeWay', one) }))} />
            </Form.Item>
            {way === 'mail' ? null : (
              <Form.Item name={[name, 'accountId']} label={t('notices.account')} rules={required}>
                <Select options={accounts.filter(({ side }) => side === way).map((one) => ({ value: one.id, label: one.name }))} />
              </Form.Item>
            )}
            {way === 'team' ? (
              <Form.Item name={[name, 'mentions']} label={t('notices.mentions')} extra={t('notices.mentionsHelp')}>
                <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', ' ']} />
              </Form.Item>
            ) : (
              <Form.Item
                name={[name, 'people']}
                label={t('notices.people')}
                rules={required}
                {...(way === 'sms' ? { extra: t('notices.peopleSms') } : {})}
              >
                <Select
                  mode="multiple"
                  optionFilterProp="label"
                  options={[...(isAboutOne ? [{ value: 'concerned', label: t('notices.concerned') }] : []), ...people]}
                />
              </Form.Item>
            )}
            {way === 'sms' && needsTemplate ? (
              <>
                <Form.Item name={[name, 'template', 'code']} label={t('channels.templateCode')} rules={required}>
                  <Input maxLength={200} />
                </Form.Item>
                <Form.Item name={[name, 'template', 'value']} label={t('notices.templateValue')}>
                  <Input maxLength={100} placeholder="content" />
                </Form.Item>
              </>
            ) : null}
            {way === 'mail' ? null : (
              <Form.Item name={[name, 'language']} label={t('notices.language')}>
                <Select
                  options={[
                    { value: 'zh', label: '中文' },
                    { value: 'en', label: 'English' },
                  ]}
                />
              </Form.Item>
            )}
            {manages ? (
              <div className="row">
                <Button loading={isTesting} onClick={test}>
                  {t('notices.test')}
                </Button>
                <Button type="text" onClick={remove}>
                  {t('notices.removeRule')}
                </Button>
              </div>
            ) : null}
          </fieldset>
        )
      }}
    </Form.Item>
  )
}
