import { App, Button, Form, Input, InputNumber, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { NoticeRule, NoticeSettingsState, NoticeTest } from '#http/act/notice-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { ErrorNotice, useProblemText } from '../../../components/error-notice.tsx'
import { Panel } from '../../../components/page.tsx'
import { useCan } from '../../../session/use-can.ts'
import '../task-rules.css'
import { NoticeLogPanel } from './notice-log-panel.tsx'
import { NoticePhones } from './notice-phones.tsx'
import { NoticeRuleFields } from './notice-rule-fields.tsx'
import { formOf, settingsOf } from './notice-form.ts'
import type { NoticeForm } from './notice-form.ts'

const NEW_RULE: NoticeRule = { kinds: [], way: 'mail', accountId: null, people: [], mentions: [], template: null, language: 'zh' }

/** Who of the team is told what, where, and what was told. */
export function NoticesTab() {
  const state = useApi(endpoints.noticeSettings())
  if (state.error !== null) return <ErrorNotice problem={state.error} retry={() => void state.refetch()} />
  if (state.data === undefined) return null
  return (
    <div className="stack">
      <NoticeSettings state={state.data} />
      <NoticePhones people={state.data.people} />
      <NoticeLogPanel />
    </div>
  )
}

function NoticeSettings({ state }: { state: NoticeSettingsState }) {
  const { t } = useTranslation()
  const code = useCode()
  const { message } = App.useApp()
  const text = useProblemText()
  const manages = useCan()('channels:manage')
  const [form] = Form.useForm<NoticeForm>()
  const save = useChange<NoticeSettingsState>(['/notices'])
  const test = useChange<NoticeTest>(['/notices'])
  const submit = (values: NoticeForm) =>
    save.mutate(
      { method: 'PUT', path: '/notices/settings', body: settingsOf(values) },
      { onSuccess: () => void message.success(t('notices.saved')) },
    )
  const sendTest = (index: number) => {
    const rule = settingsOf(form.getFieldsValue(true) as NoticeForm).rules[index]
    test.mutate(
      { method: 'POST', path: '/notices/test', body: { rule } },
      {
        onSuccess: ({ outcome, reason }) =>
          outcome === 'accepted' || outcome === 'delivered'
            ? void message.success(t('notices.testSent'))
            : void message.error(t('notices.testFailed', { why: code('noticeReason', reason) })),
        onError: (problem) => void message.error(text(problem)),
      },
    )
  }
  return (
    <Panel title={t('notices.rules')} note={t('notices.rulesHelp')}>
      <Form<NoticeForm>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={formOf(state)}
        onFinish={submit}
        disabled={!manages}
      >
        {save.error === null ? null : <ErrorNotice problem={save.error} />}
        <Form.List name="rules">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }) => (
                <NoticeRuleFields
                  key={key}
                  name={name}
                  state={state}
                  remove={() => remove(name)}
                  test={() => sendTest(name)}
                  isTesting={test.isPending}
                />
              ))}
              {manages ? <Button onClick={() => add(NEW_RULE)}>{t('notices.addRule')}</Button> : null}
            </>
          )}
        </Form.List>
        <h3 className="subhead task-rules-part">{t('notices.when')}</h3>
        <div className="task-rule">
          <Form.Item
            name="isQuiet"
            label={t('notices.quiet')}
            valuePropName="checked"
            extra={t('notices.quietHelp', { zone: state.timeZone })}
          >
            <Switch />
          </Form.Item>
          <Form.Item name="from" label={t('notices.quietFrom')}>
            <Input type="time" />
          </Form.Item>
          <Form.Item name="to" label={t('notices.quietTo')}>
            <Input type="time" />
          </Form.Item>
          <Form.Item name="smsPerDay" label={t('notices.smsPerDay')}>
            <InputNumber min={1} max={100} precision={0} />
          </Form.Item>
        </div>
        <Form.Item name="alertMail" label={t('notices.alertMail')} valuePropName="checked" extra={t('notices.alertMailHelp')}>
          <Switch />
        </Form.Item>
        {manages ? (
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('common.save')}
          </Button>
        ) : null}
      </Form>
    </Panel>
  )
}
