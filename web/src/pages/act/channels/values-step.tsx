import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ChannelAccount, Provider } from '#http/act/channel-schemas.ts'
import type { ApiProblem } from '../../../api/client.ts'
import { useChange } from '../../../api/use-api.ts'
import { ErrorNotice, useProblemText } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { ProviderFields } from './provider-fields.tsx'
import { initialValues, typedValues } from './typed-values.ts'

interface Props {
  provider: Provider
  account: ChannelAccount | undefined
  done: (account: ChannelAccount) => void
  back: (() => void) | undefined
}

interface Fields {
  name: string
  values?: Record<string, string | undefined>
}

/** Name and values of an account. Saved, it is turned off until the end of the walk. */
export function ValuesStep({ provider, account, done, back }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const text = useProblemText()
  const [form] = Form.useForm<Fields>()
  const save = useChange<ChannelAccount>(['/channels'])
  const isFixed = account?.fromEnvironment === true
  const refuse = (problem: ApiProblem) => {
    const field = problem.params['field']
    if (problem.code !== 'provider-value-wrong' || typeof field !== 'string') return
    const name: ['values', string] = ['values', field]
    form.setFields([{ name, errors: [text(problem)] }])
    form.scrollToField(name, { focus: true })
  }
  const submit = ({ name, values = {} }: Fields) => {
    const typed = typedValues(provider.fields, account, values)
    save.mutate(
      account === undefined
        ? { method: 'POST', path: '/channels/accounts', body: { provider: provider.name, name, ...typed } }
        : {
            method: 'PATCH',
            path: `/channels/accounts/${encodeURIComponent(account.id)}`,
            body: { name, ...(isFixed ? {} : typed), revision: account.revision },
          },
      { onSuccess: done, onError: refuse },
    )
  }
  const isByField = save.error?.code === 'provider-value-wrong'
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={submit}
      initialValues={{
        name: account?.name ?? format.text(provider.title),
        values: initialValues(provider.fields, account),
      }}
    >
      {save.error === null || isByField ? null : <ErrorNotice problem={save.error} />}
      <Form.Item
        name="name"
        label={t('channels.name')}
        extra={t('channels.nameHelp')}
        rules={[{ required: true, whitespace: true, message: t('common.required') }]}
      >
        <Input maxLength={100} />
      </Form.Item>
      {isFixed ? <p className="soft">{t('channels.fromEnvironment')}</p> : <ProviderFields fields={provider.fields} account={account} />}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('channels.saveGoOn')}
        </Button>
        {back === undefined ? null : (
          <Button type="text" onClick={back}>
            {t('channels.back')}
          </Button>
        )}
      </div>
    </Form>
  )
}
