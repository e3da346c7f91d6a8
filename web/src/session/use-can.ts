import type { Permission } from '#http/access/access-schemas.ts'
import type { Reach } from '../shell/nav.ts'
import { useSession } from './session-context.tsx'

/** Whether the signed-in person may do something. The server decides in the end; this only spares a useless button. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useSession()
  return (permission) => permissions.includes(permission)
}

/** What the signed-in person may do, and whether they see only a part of the customers: what pages, cards and links are offered by. */
export function useReach(): Reach {
  return { can: useCan(), limited: useSession().limited }
}
