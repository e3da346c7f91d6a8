import { App, Button, Checkbox, Drawer, Form, Input, InputNumber, Radio, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { TaskRulesState } from '#http/act/task-rule-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import './task-rules.css'

type Rules = TaskRulesState['rules']

/** The rules as the form has them: a choice and a list instead of a list or nothing. */
interface FormRules {
  readonly owners: Rules['owners']
  readonly others: 'nobody' | 'turn'
  readonly rotation: string[]
  readonly escalates: boolean
  readonly afterMinutes: number | null
  readonly to?: string
  readonly outcomes: Rules['outcomes']
}

const FIRST_WAIT_MINUTES = 30

/** Who gets a task, who is told of overdue ones, and what may come of them. */
export function TaskRulesDrawer({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const state = useApi(endpoints.taskRules())
  const owners = useApi(endpoints.taskOwners())
  const save = useChange<TaskRulesState>(['/tasks'])
  const people = (owners.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const submit = (form: FormRules) =>
    save.mutate(
      { method: 'PUT', path: '/tasks/rules', body: rulesOf(form) },
      {
        onSuccess: () => {
          void message.success(t('taskRules.rulesSaved'))
          close()
        },
      },
    )
  return (
    <Drawer open size="min(760px, 100vw)" onClose={close} title={t('taskRules.rulesTitle')}>
      <p className="faint">{t('taskRules.rulesPurpose')}</p>
      {state.error === null ? null : <ErrorNotice problem={state.error} />}
      {state.data === undefined ? null : (
        <Form<FormRules> layout="vertical" requiredMark={false} initialValues={formOf(state.data.rules)} onFinish={submit}>
          {save.error === null ? null : <ErrorNotice problem={save.error} />}
          <h2 className="subhead">{t('taskRules.ownerRules')}</h2>
          <p className="faint">{t('taskRules.ownerRulesHelp')}</p>
          <Form.List name="owners">
            {(fields, { add, remove }) => (
              <>
                {fields.map(({ key, name }) => (
                  <div className="task-rule" key={key}>
                    <Form.Item
                      name={[name, 'attribute']}
                      label={t('taskRules.attribute')}
                      rules={[{ required: true, message: t('common.required') }]}
                    >
                      <Input placeholder="region" title={t('taskRules.attributeHelp')} maxLength={100} />
                    </Form.Item>
                    <Form.Item
                      name={[name, 'values']}
                      label={t('taskRules.values')}
                      rules={[{ required: true, message: t('common.required') }]}
                    >
                      <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，']} />
                    </Form.Item>
                    <Form.Item name={[name, 'owner']} label={t('act.owner')} rules={[{ required: true, message: t('common.required') }]}>
                      <Select options={people} loading={owners.isPending} />
                    </Form.Item>
                    <Button onClick={() => remove(name)}>{t('taskRules.removeRule')}</Button>
                  </div>
                ))}
                <Button onClick={() => add({ attribute: 'region', values: [] })}>{t('taskRules.addRule')}</Button>
              </>
            )}
          </Form.List>
          <Form.Item name="others" label={t('taskRules.others')} className="task-rules-part">
            <Radio.Group
              options={[
                { value: 'nobody', label: t('taskRules.othersNobody') },
                { value: 'turn', label: t('taskRules.othersTurn') },
              ]}
            />
          </Form.Item>
          <Form.Item noStyle shouldUpdate={(before: FormRules, now: FormRules) => before.others !== now.others}>
            {({ getFieldValue }) =>
              getFieldValue('others') === 'turn' ? (
                <Form.Item name="rotation" label={t('taskRules.turnMembers')} extra={t('taskRules.turnEveryone')}>
                  <Select mode="multiple" options={people} optionFilterProp="label" />
                </Form.Item>
              ) : null
            }
          </Form.Item>
          <h2 className="subhead">{t('taskRules.escalation')}</h2>
          <Form.Item name="escalates" label={t('taskRules.escalationOn')} valuePropName="checked">
            <Switch />
          </Form.Item>
          <Form.Item noStyle shouldUpdate={(before: FormRules, now: FormRules) => before.escalates !== now.escalates}>
            {({ getFieldValue }) =>
              getFieldValue('escalates') === true ? (
                <div className="task-rule">
                  <Form.Item
                    name="afterMinutes"
                    label={t('taskRules.escalationAfter')}
                    rules={[{ required: true, message: t('common.required') }]}
                  >
                    <InputNumber min={0} max={43_200} precision={0} />
                  </Form.Item>
                  <Form.Item name="to" label={t('taskRules.escalationTo')} rules={[{ required: true, message: t('common.required') }]}>
                    <Select options={people} />
                  </Form.Item>
                </div>
              ) : null
            }
          </Form.Item>
          <h2 className="subhead">{t('taskRules.ownOutcomes')}</h2>
          <p className="faint">{t('taskRules.ownOutcomesHelp')}</p>
          <Form.List name="outcomes">
            {(fields, { add, remove }) => (
              <>
                {fields.map(({ key, name }) => (
                  <div className="task-rule" key={key}>
                    <Form.Item
                      name={[name, 'code']}
                      label={t('taskRules.outcomeCode')}
                      rules={[{ required: true, message: t('common.required') }]}
                    >
                      <Input maxLength={40} />
                    </Form.Item>
                    <Form.Item
                      name={[name, 'label', 'zh']}
                      label={t('taskRules.labelZh')}
                      rules={[{ required: true, message: t('common.required') }]}
                    >
                      <Input maxLength={60} />
                    </Form.Item>
                    <Form.Item
                      name={[name, 'label', 'en']}
                      label={t('taskRules.labelEn')}
                      rules={[{ required: true, message: t('common.required') }]}
                    >
                      <Input maxLength={60} />
                    </Form.Item>
                    <Form.Item name={[name, 'meaning']} label={t('taskRules.meaning')}>
                      <Select
                        options={(['success', 'neutral', 'negative'] as const).map((value) => ({
                          value,
                          label: t(`taskRules.meanings.${value}`),
                        }))}
                      />
                    </Form.Item>
                    <Form.Item name={[name, 'hidden']} valuePropName="checked">
                      <Checkbox>{t('taskRules.hidden')}</Checkbox>
                    </Form.Item>
                    <Button onClick={() => remove(name)}>{t('taskRules.removeRule')}</Button>
                  </div>
                ))}
                <Button onClick={() => add({ code: '', label: { zh: '', en: '' }, meaning: 'neutral', hidden: false })}>
                  {t('taskRules.addOutcome')}
                </Button>
              </>
            )}
          </Form.List>
          <Button type="primary" htmlType="submit" loading={save.isPending} className="task-rules-part">
            {t('common.save')}
          </Button>
        </Form>
      )}
    </Drawer>
  )
}

function formOf({ owners, rotation, escalation, outcomes }: Rules): FormRules {
  return {
    owners,
    others: rotation === null ? 'nobody' : 'turn',
    rotation: [...(rotation ?? [])],
    escalates: escalation !== null,
    afterMinutes: escalation?.afterMinutes ?? FIRST_WAIT_MINUTES,
    ...(escalation === null ? {} : { to: escalation.to }),
    outcomes,
  }
}

function rulesOf({ owners, others, rotation, escalates, afterMinutes, to, outcomes }: FormRules): Rules {
  return {
    owners,
    rotation: others === 'turn' ? (rotation ?? []) : null,
    escalation: escalates && to !== undefined ? { afterMinutes: afterMinutes ?? 0, to } : null,
    outcomes,
  }
}
