import { App, Button, Form, Input, Modal, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Static } from '#http/shared-schemas.ts'
import type { NewUserBody, PasswordReset as Reset, User } from '#http/access/access-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { CreateForm } from '../../components/create-form.tsx'
import type { Column } from '../../components/data-table.tsx'
import { useProblemText } from '../../components/error-notice.tsx'
import { EmptyState } from '../../components/page.tsx'
import { SecretOnce } from '../../components/secret-once.tsx'
import { StateTag } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useSession } from '../../session/session-context.tsx'
import { useRoleHelp, useRoleName } from '../../components/role-words.ts'
import { SettingsList } from '../project/settings-list.tsx'
import { BusinessLinesPanel } from './business-lines-panel.tsx'
import { RolesPanel } from './roles-panel.tsx'
import { kinds, ScopeFields } from './scope-fields.tsx'
import type { Limits } from './scope-fields.tsx'

export function UsersTab() {
  const { t } = useTranslation()
  const format = useFormat()
  const session = useSession()
  const columns: Column<User>[] = [
    {
      key: 'name',
      title: t('access.name'),
      render: (row) => (
        <>
          <span className="cell-main">
            {row.name}
            {row.id === session.user.id ? <span className="faint"> ({t('access.you')})</span> : null}
          </span>
          <span className="cell-sub">{row.email}</span>
        </>
      ),
    },
    { key: 'role', title: t('access.role'), render: (row) => <RoleSelect user={row} self={row.id === session.user.id} /> },
    { key: 'stores', title: t('access.customersSeen'), render: (row) => <Seen user={row} self={row.id === session.user.id} /> },
    {
      key: 'state',
      title: t('collect.state'),
      render: (row) =>
        row.disabledAt === null ? (
          <StateTag tone="accent">{t('access.active')}</StateTag>
        ) : (
          <StateTag tone="muted">{t('access.disabled')}</StateTag>
        ),
    },
    { key: 'created', title: t('access.created'), render: (row) => format.date(row.createdAt) },
    {
      key: 'actions',
      title: '',
      numeric: true,
      render: (row) =>
        row.id === session.user.id ? null : (
          <span className="user-actions">
            <PasswordReset user={row} />
            <AccountSwitch user={row} />
          </span>
        ),
    },
  ]
  return (
    <div className="stack">
      <SettingsList
        title={t('project.users')}
        addLabel={t('access.newUser')}
        endpoint={endpoints.users()}
        columns={columns}
        empty={<EmptyState title={t('access.usersEmpty')} />}
        dialog={(open, close) => <NewUserDialog open={open} close={close} />}
      />
      <RolesPanel />
      <BusinessLinesPanel />
    </div>
  )
}

function useUserChange(user: User) {
  const { message } = App.useApp()
  const problemText = useProblemText()
  const change = useChange<User>(['/users', '/roles'])
  const apply = (body: { role?: string; disabled?: boolean }) =>
    change.mutate(
      { method: 'PATCH', path: `/users/${encodeURIComponent(user.id)}`, body },
      { onError: (problem) => void message.error(problemText(problem)) },
    )
  return { apply, busy: change.isPending }
}

/** The roles to choose from. */
function useRoleOptions(): { value: string; label: string }[] {
  const nameOf = useRoleName()
  const { data } = useApi(endpoints.roles())
  return (data?.items ?? []).map((role) => ({ value: role.id, label: nameOf(role) }))
}

function RoleSelect({ user, self }: { user: User; self: boolean }) {
  const { t } = useTranslation()
  const nameOf = useRoleName()
  const options = useRoleOptions()
  const { apply, busy } = useUserChange(user)
  if (self) return nameOf({ id: user.role, name: user.roleName })
  return (
    <Select
      size="small"
      loading={busy}
      aria-label={`${t('access.role')}: ${user.name}`}
      value={user.role}
      onChange={(role) => apply({ role })}
      options={options}
      style={{ width: 140 }}
    />
  )
}

/** Whom the person sees, and the dialog that changes it. */
function Seen({ user, self }: { user: User; self: boolean }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { data } = useApi(endpoints.roles())
  const sees = data?.items.find(({ id }) => id === user.role)?.sees ?? 'everyone'
  const limits = kinds
    .filter((kind) => user[kind].length > 0)
    .map((kind) => t('access.limitedTo', { kind: t(`access.limit.${kind}`), values: user[kind].join(t('shell.scopeSeparator')) }))
  return (
    <span className="seen-cell">
      <span>
        {[...(sees === 'everyone' && limits.length > 0 ? [] : [t(`access.sees_${sees}`)]), ...limits].map((one) => (
          <span key={one}>{one}</span>
        ))}
      </span>
      {self ? null : (
        <Button size="small" aria-label={`${t('access.customersSeen')}: ${user.name}`} onClick={() => setOpen(true)}>
          {t('access.roleEdit')}
        </Button>
      )}
      <ScopeDialog user={user} open={open} close={() => setOpen(false)} />
    </span>
  )
}

function ScopeDialog({ user, open, close }: { user: User; open: boolean; close: () => void }) {
  const { t } = useTranslation()
  const save = useChange<User>(['/users'])
  const leave = () => {
    close()
    save.reset()
  }
  return (
    <Modal open={open} title={t('access.seenOf', { name: user.name })} onCancel={leave} footer={null} destroyOnHidden>
      <CreateForm<Limits, User>
        create={save}
        submit={(body) => save.mutate({ method: 'PATCH', path: `/users/${encodeURIComponent(user.id)}`, body }, { onSuccess: leave })}
        submitLabel={t('common.save')}
        initialValues={{ stores: [...user.stores], regions: [...user.regions], businessLines: [...user.businessLines] }}
      >
        <p className="soft limits-help">{t('access.limitsHelp')}</p>
        <ScopeFields role={user.role} userId={user.id} />
      </CreateForm>
    </Modal>
  )
}

function PasswordReset({ user }: { user: User }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const reset = useChange<Reset>(['/users'])
  const made = reset.data
  return (
    <>
      <Popconfirm
        title={t('access.resetAsk', { name: user.name })}
        okText={t('access.reset')}
        cancelText={t('common.cancel')}
        onConfirm={() =>
          reset.mutate(
            { method: 'POST', path: `/users/${encodeURIComponent(user.id)}/reset-password` },
            { onError: (problem) => void message.error(problemText(problem)) },
          )
        }
      >
        <Button size="small" loading={reset.isPending}>
          {t('access.reset')}
        </Button>
      </Popconfirm>
      <Modal
        open={made !== undefined}
        title={t('access.resetDone', { name: user.name })}
        onCancel={() => reset.reset()}
        footer={null}
        destroyOnHidden
      >
        {made === undefined ? null : (
          <div className="stack">
            <SecretOnce secret={made.password} label={t('access.temporaryPassword')} />
            <p className="soft">{t('access.resetText')}</p>
          </div>
        )}
      </Modal>
    </>
  )
}

function AccountSwitch({ user }: { user: User }) {
  const { t } = useTranslation()
  const { apply, busy } = useUserChange(user)
  if (user.disabledAt !== null) {
    return (
      <Button size="small" loading={busy} onClick={() => apply({ disabled: false })}>
        {t('access.enable')}
      </Button>
    )
  }
  return (
    <Popconfirm
      title={t('access.disableAsk')}
      okText={t('access.disable')}
      cancelText={t('common.cancel')}
      onConfirm={() => apply({ disabled: true })}
    >
      <Button size="small" loading={busy}>
        {t('access.disable')}
      </Button>
    </Popconfirm>
  )
}

/** What the chosen role may do. */
function RoleHelp() {
  const helpOf = useRoleHelp()
  const role = Form.useWatch<string | undefined>('role')
  const help = role === undefined ? '' : helpOf(role)
  return help === '' ? null : <p className="soft">{help}</p>
}

/** Whom the new person sees; closed at first, since most see every customer. */
function NewLimits() {
  const { t } = useTranslation()
  const role = Form.useWatch<string | undefined>('role')
  return (
    <details className="new-limits">
      <summary>{t('access.customersSeen')}</summary>
      <p className="soft limits-help">{t('access.limitsHelp')}</p>
      <ScopeFields role={role} />
    </details>
  )
}

function NewUserDialog({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useTranslation()
  const options = useRoleOptions()
  const create = useChange<User>(['/users', '/roles'])
  const leave = () => {
    close()
    create.reset()
  }
  const required = { required: true, message: t('common.required') }
  return (
    <Modal open={open} title={t('access.newUser')} onCancel={leave} footer={null} destroyOnHidden>
      <CreateForm<Static<typeof NewUserBody>, User>
        create={create}
        submit={(body) => create.mutate({ method: 'POST', path: '/users', body }, { onSuccess: leave })}
        initialValues={{ role: 'operator' }}
      >
        <Form.Item name="name" label={t('access.name')} rules={[required]}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name="email" label={t('access.email')} rules={[required, { type: 'email', message: t('access.emailWrong') }]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="role" label={t('access.role')}>
          <Select options={options} />
        </Form.Item>
        <RoleHelp />
        <NewLimits />
        <Form.Item
          name="password"
          label={t('access.firstPassword')}
          extra={t('access.passwordHelp')}
          rules={[required, { min: 10, message: t('access.passwordShort') }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </CreateForm>
    </Modal>
  )
}
