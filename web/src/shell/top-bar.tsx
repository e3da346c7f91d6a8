import { Button, Dropdown, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useQueryClient } from '@tanstack/react-query'
import { send } from '../api/client.ts'
import { useFormat } from '../format/use-format.ts'
import { Icon } from '../components/icon.tsx'
import { useRoleName } from '../components/role-words.ts'
import { changeLanguage } from '../i18n.ts'
import { useSession } from '../session/session-context.tsx'
import { useThemeMode } from '../theme/theme-mode.tsx'
import { CommandSearch } from './command-search.tsx'
import { JobBadge } from './job-badge.tsx'

export function TopBar({ menu }: { menu: ReactNode }) {
  const { t } = useTranslation()
  const session = useSession()
  const format = useFormat()
  return (
    <header className="top-bar">
      {menu}
      <CommandSearch />
      <div className="top-right">
        <Tooltip title={t('shell.timeZoneWhy', { now: format.dateTime(session.now) })}>
          <span className="time-zone">
            <Icon name="clock" size={15} />
            {session.timeZone}
          </span>
        </Tooltip>
        <JobBadge />
        <LanguageButton />
        <ThemeButton />
        <PersonMenu />
      </div>
    </header>
  )
}

export function LanguageButton() {
  const { t, i18n } = useTranslation()
  const other = i18n.language === 'en' ? 'zh-CN' : 'en'
  return (
    <Button
      type="text"
      onClick={() => void changeLanguage(other)}
      aria-label={t('shell.switchLanguage')}
      icon={<Icon name="globe" size={16} />}
    >
      <span lang={other}>{other === 'en' ? 'EN' : '中'}</span>
    </Button>
  )
}

export function ThemeButton() {
  const { t } = useTranslation()
  const { name, choose } = useThemeMode()
  const next = name === 'dark' ? 'light' : 'dark'
  const label = next === 'dark' ? t('shell.dark') : t('shell.light')
  return (
    <Tooltip title={label}>
      <Button
        type="text"
        aria-label={label}
        onClick={() => choose(next)}
        icon={<Icon name={next === 'dark' ? 'moon' : 'sun'} size={17} />}
      />
    </Tooltip>
  )
}

function PersonMenu() {
  const { t } = useTranslation()
  const nameOf = useRoleName()
  const { user } = useSession()
  const navigate = useNavigate()
  const client = useQueryClient()
  const logOut = async () => {
    await send('POST', '/logout').catch(() => undefined)
    client.clear()
    await navigate('/login')
  }
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'who',
            label: <PersonLine name={user.name} detail={`${user.email} · ${nameOf({ id: user.role, name: user.roleName })}`} />,
            disabled: true,
          },
          { type: 'divider' },
          { key: 'me', label: t('shell.mySettings'), onClick: () => void navigate('/settings/me') },
          { key: 'out', label: t('shell.logOut'), onClick: () => void logOut() },
        ],
      }}
    >
      <Button type="text" aria-label={t('shell.personMenu', { name: user.name })} className="person">
        <span className="avatar" aria-hidden="true" data-letter={user.name.slice(0, 1).toUpperCase()} />
        <span className="person-name">{user.name}</span>
        <Icon name="chevronDown" size={14} />
      </Button>
    </Dropdown>
  )
}

function PersonLine({ name, detail }: { name: string; detail: string }) {
  return (
    <span className="person-line">
      <strong>{name}</strong>
      <span>{detail}</span>
    </span>
  )
}
