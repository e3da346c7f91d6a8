import { Alert, Button, Form, Input } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { Static } from '#http/shared-schemas.ts'
import type { LoginBody, Session } from '#http/access/access-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useProblemText } from '../../components/error-notice.tsx'
import { useArrival } from './use-arrival.ts'
import { EntryFrame } from './entry-frame.tsx'

const ENDS = ['expired', 'signed-out', 'disabled', 'password-changed', 'password-reset', 'role-changed'] as const
const isEnd = (text: string): text is (typeof ENDS)[number] => ENDS.some((one) => one === text)

/** Only a path of this console is a place to go on to: another site's address is not. */
function safePath(next: string | null): string {
  return next !== null && next.startsWith('/') && !next.startsWith('//') && !next.startsWith('/\\') ? next : '/'
}

export default function Login() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [search] = useSearchParams()
  const problemText = useProblemText()
  const arrive = useArrival()
  const setup = useApi(endpoints.setup())
  const login = useChange<Session>()
  useEffect(() => {
    document.title = `${t('access.login')} · 留客 Liuke`
  }, [t])
  useEffect(() => {
    if (setup.data?.needed === true) void navigate('/setup', { replace: true })
  }, [setup.data, navigate])
  const submit = (body: Static<typeof LoginBody>) =>
    login.mutate(
      { method: 'POST', path: '/login', body },
      {
        onSuccess: (session) => {
          client.removeQueries()
          arrive(session)
          void navigate(safePath(search.get('next')), { replace: true })
        },
      },
    )
  const problem = login.error
  const ended = search.get('ended') ?? ''
  return (
    <EntryFrame title={t('access.loginTitle')} purpose={t('access.loginPurpose')}>
      <Form layout="vertical" requiredMark={false} onFinish={submit}>
        {problem === null && isEnd(ended) ? <Alert type="info" showIcon role="status" title={t(`access.ended.${ended}`)} /> : null}
        {problem === null ? null : (
          <Alert type="error" showIcon role="alert" title={problem.status === 401 ? t('access.wrong') : problemText(problem)} />
        )}
        <Form.Item name="email" label={t('access.email')} rules={[{ required: true, message: t('common.required') }]}>
          <Input size="large" autoComplete="username" inputMode="email" />
        </Form.Item>
        <Form.Item name="password" label={t('access.password')} rules={[{ required: true, message: t('common.required') }]}>
          <Input.Password size="large" autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" size="large" block htmlType="submit" loading={login.isPending}>
          {t('access.login')}
        </Button>
        {setup.data?.needed === true ? (
          <p className="entry-foot">
            <Link to="/setup">{t('access.setupHint')}</Link>
          </p>
        ) : null}
      </Form>
    </EntryFrame>
  )
}
