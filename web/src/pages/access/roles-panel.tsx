import { Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Static } from '#http/shared-schemas.ts'
import type { NewRoleBody, Role } from '#http/access/access-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useChange } from '../../api/use-api.ts'
import { CreateForm } from '../../components/create-form.tsx'
import type { Column } from '../../components/data-table.tsx'
import { EndButton } from '../../components/end-button.tsx'
import { EmptyState } from '../../components/page.tsx'
import { useSession } from '../../session/session-context.tsx'
import { PermissionCount } from './permission-count.tsx'
import { PermissionPicker } from './permission-picker.tsx'
import { useRoleHelp, useRoleName } from '../../components/role-words.ts'
import { SettingsList } from '../project/settings-list.tsx'

/** The roles with what they hold and how many people have them; those made here can be changed, and deleted when nobody has them. */
export function RolesPanel() {
  const { t } = useTranslation()
  const nameOf = useRoleName()
  const helpOf = useRoleHelp()
  const columns: Column<Role>[] = [
    {
      key: 'name',
      title: t('access.thingName'),
      render: (row) => (
        <>
          <span className="cell-main">{nameOf(row)}</span>
          <span className="cell-sub role-help">{helpOf(row.id)}</span>
        </>
      ),
    },
    {
      key: 'permissions',
      title: t('access.keyPermissions'),
      render: (row) => <PermissionCount permissions={row.permissions} />,
    },
    { key: 'sees', title: t('access.sees'), render: (row) => t(`access.sees_${row.sees}`) },
    { key: 'users', title: t('access.roleUsers'), numeric: true, render: (row) => row.users },
    {
      key: 'actions',
      title: '',
      numeric: true,
      render: (row) =>
        row.builtIn ? null : (
          <span className="user-actions">
            <EditRole role={row} />
            {row.users > 0 ? null : <EndButton list="/roles" id={row.id} ask={t('access.roleDeleteAsk')} label={t('access.roleDelete')} />}
          </span>
        ),
    },
  ]
  return (
    <SettingsList
      title={t('access.roles')}
      addLabel={t('access.newRole')}
      endpoint={endpoints.roles()}
      columns={columns}
      empty={<EmptyState title={t('access.roles')} />}
      dialog={(open, close) => <RoleDialog open={open} close={close} />}
    />
  )
}

function EditRole({ role }: { role: Role }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('access.roleEdit')}
      </Button>
      <RoleDialog role={role} open={open} close={() => setOpen(false)} />
    </>
  )
}

/** A new role, or the one that is given. */
function RoleDialog({ role, open, close }: { role?: Role; open: boolean; close: () => void }) {
  const { t } = useTranslation()
  const { permissions } = useSession()
  const save = useChange<Role>(['/roles', '/users', '/me'])
  const leave = () => {
    close()
    save.reset()
  }
  const order =
    role === undefined ? ({ method: 'POST', path: '/roles' } as const) : ({ method: 'PATCH', path: `/roles/${role.id}` } as const)
  return (
    <Modal
      open={open}
      title={role === undefined ? t('access.newRole') : role.name}
      onCancel={leave}
      footer={null}
      width={760}
      destroyOnHidden
    >
      <CreateForm<Static<typeof NewRoleBody>, Role>
        create={save}
        submit={(body) => save.mutate({ ...order, body }, { onSuccess: leave })}
        submitLabel={role === undefined ? t('common.create') : t('common.save')}
        initialValues={role === undefined ? { sees: 'everyone' } : { name: role.name, sees: role.sees, permissions: role.permissions }}
      >
        <Form.Item name="name" label={t('access.thingName')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name="sees" label={t('access.sees')}>
          <Select options={(['everyone', 'own-tasks'] as const).map((value) => ({ value, label: t(`access.sees_${value}`) }))} />
        </Form.Item>
        <Form.Item
          name="permissions"
          label={t('access.keyPermissions')}
          extra={t('access.roleHelp')}
          rules={[{ type: 'array', required: false, min: 1, message: t('common.required') }]}
        >
          <PermissionPicker offered={permissions} />
        </Form.Item>
      </CreateForm>
    </Modal>
  )
}
