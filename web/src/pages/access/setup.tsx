import { Alert, Button, Form, Input } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { Static } from '#http/shared-schemas.ts'
import type { Session, SetupBody } from '#http/access/access-schemas.ts'
import type { ProjectPatch, ProjectValues } from '#http/project/project-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useProblemText } from '../../components/error-notice.tsx'
import { placeOfLanguage } from '../project/project-choices.ts'
import { ProjectFields } from '../project/project-fields.tsx'
import { EntryFrame } from './entry-frame.tsx'
import { useArrival } from './use-arrival.ts'

type Setup = Static<typeof SetupBody>

export default function SetupPage() {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const problemText = useProblemText()
  const arrive = useArrival()
  const state = useApi(endpoints.setup())
  const create = useChange<Session>()
  const code = search.get('code') ?? ''
  useEffect(() => {
    document.title = `${t('access.setupTitle')} · 留客 Liuke`
  }, [t])
  const submit = (fields: Omit<Setup, 'language'>) => {
    const body: Setup = { ...fields, language: i18n.language === 'en' ? 'en' : 'zh-CN' }
    create.mutate(
      { method: 'POST', path: '/setup', body },
      {
        onSuccess: (session) => {
          arrive(session)
          void navigate('/', { replace: true })
        },
      },
    )
  }
  const values = state.data?.project
  const [form] = Form.useForm<Omit<Setup, 'language'>>()
  const filled = useRef(false)
  useEffect(() => {
    // Once, and without a form of its own: what was typed before the answer came must stay.
    if (values === undefined || filled.current) return
    filled.current = true
    form.setFieldsValue({ project: projectGuess(values) })
  }, [values, form])
  const over = state.error?.status === 404 || state.data?.needed === false
  if (over) {
    return (
      <EntryFrame title={t('access.setupTitle')} purpose={t('access.setupDone')}>
        <p style={{ marginTop: 20 }}>
          <Link to="/login">
            <Button type="primary" size="large" block>
              {t('access.login')}
            </Button>
          </Link>
        </p>
      </EntryFrame>
    )
  }
  const required = { required: true, message: t('common.required') }
  return (
    <EntryFrame title={t('access.setupTitle')} purpose={t('access.setupPurpose')}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} initialValues={{ code }}>
        {create.error === null ? null : <Alert type="error" showIcon role="alert" title={problemText(create.error)} />}
        <Form.Item name="code" label={t('access.code')} rules={[required]} {...(code === '' ? { extra: t('access.codeHelp') } : {})}>
          <Input size="large" autoComplete="off" />
        </Form.Item>
        <Form.Item name="name" label={t('access.name')} rules={[required]}>
          <Input size="large" autoComplete="name" maxLength={100} />
        </Form.Item>
        <Form.Item name="email" label={t('access.email')} rules={[required, { type: 'email', message: t('access.emailWrong') }]}>
          <Input size="large" autoComplete="username" inputMode="email" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('access.password')}
          extra={t('access.passwordHelp')}
          rules={[required, { min: 10, message: t('access.passwordShort') }]}
        >
          <Input.Password size="large" autoComplete="new-password" />
        </Form.Item>
        {values === undefined ? null : <ProjectFields values={values} under="project" size="large" />}
        {/* The fields above move the button when they come: a click that falls into that moment would be lost. */}
        <Button type="primary" size="large" block htmlType="submit" disabled={state.isPending} loading={create.isPending}>
          {t('access.createAdministrator')}
        </Button>
      </Form>
    </EntryFrame>
  )
}

/** What the browser says about where the shop is, in place of the product's own defaults; the person sees and changes it. */
function projectGuess(values: ProjectValues): ProjectPatch {
  const place = placeOfLanguage(navigator.language)
  const guess = { ...place, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
  const pick = (name: keyof typeof guess) => (values[name].source === 'default' ? (guess[name] ?? values[name].value) : values[name].value)
  return { shopName: values.shopName.value, currency: pick('currency'), timeZone: pick('timeZone'), country: pick('country') }
}
