import type { Permission } from '#http/access/access-schemas.ts'
import { useSession } from './session-context.tsx'

/** Whether the signed-in person may do something. The server decides in the end; this only spares a useless button. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useSession()
  return (permission) => permissions.includes(permission)
}
