import { App, Button, Form, Input, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Session } from '#http/access/access-schemas.ts'
import { useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Panel } from '../../components/page.tsx'
import { PasswordForm } from './password-form.tsx'
import { useRoleHelp, useRoleName } from '../../components/role-words.ts'
import { PermissionList } from './permission-list.tsx'
import type { Language } from '../../format/format.ts'
import { changeLanguage } from '../../i18n.ts'
import { useSession } from '../../session/session-context.tsx'
import { useThemeMode } from '../../theme/theme-mode.tsx'
import { useArrival } from './use-arrival.ts'

export function MeTab() {
  const { t } = useTranslation()
  const nameOf = useRoleName()
  const helpOf = useRoleHelp()
  const { user, permissions } = useSession()
  return (
    <div className="grid-2 align-start">
      <div className="stack">
        <Profile />
        <Password />
      </div>
      <Panel title={t('access.permissions')} note={nameOf({ id: user.role, name: user.roleName })}>
        <p className="soft">{helpOf(user.role)}</p>
        <PermissionList permissions={permissions} />
      </Panel>
    </div>
  )
}

function Profile() {
  const { t, i18n } = useTranslation()
  const { user } = useSession()
  const { choice, choose } = useThemeMode()
  const { message } = App.useApp()
  const arrive = useArrival()
  const save = useChange<Session>()
  const language: Language = i18n.language === 'en' ? 'en' : 'zh-CN'
  const change = (body: { name?: string; language?: Language }) =>
    save.mutate({ method: 'PATCH', path: '/me', body }, { onSuccess: arrive })
  return (
    <Panel title={t('project.me')}>
      {save.error === null ? null : <ErrorNotice problem={save.error} />}
      <div className="setting-row">
        <span className="soft">{t('access.email')}</span>
        <span>{user.email}</span>
      </div>
      <Form
        layout="inline"
        initialValues={{ name: user.name }}
        onFinish={({ name }: { name: string }) => {
          change({ name })
          void message.success(t('access.profileSaved'))
        }}
      >
        <div className="setting-row setting-wide">
          <label className="soft" htmlFor="my-name">
            {t('access.name')}
          </label>
          <span className="row">
            <Form.Item name="name" noStyle rules={[{ required: true, message: t('common.required') }]}>
              <Input id="my-name" maxLength={100} style={{ width: 220 }} />
            </Form.Item>
            <Button htmlType="submit" loading={save.isPending}>
              {t('common.save')}
            </Button>
          </span>
        </div>
      </Form>
      <div className="setting-row">
        <span className="soft">{t('access.language')}</span>
        <span>
          <Segmented<Language>
            aria-label={t('access.language')}
            value={language}
            onChange={(value) => {
              void changeLanguage(value)
              change({ language: value })
            }}
            options={[
              { value: 'zh-CN', label: '简体中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        </span>
      </div>
      <div className="setting-row">
        <span className="soft">{t('access.theme')}</span>
        <span>
          <Segmented
            aria-label={t('access.theme')}
            value={choice}
            onChange={choose}
            options={[
              { value: 'system' as const, label: t('access.themeSystem') },
              { value: 'light' as const, label: t('access.themeLight') },
              { value: 'dark' as const, label: t('access.themeDark') },
            ]}
          />
        </span>
      </div>
    </Panel>
  )
}

function Password() {
  const { t } = useTranslation()
  return (
    <Panel title={t('access.passwordTitle')}>
      <PasswordForm />
    </Panel>
  )
}
